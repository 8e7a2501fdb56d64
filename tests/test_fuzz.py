"""Whatever stands in a file, it is read or refused by an error of ours with a remedy."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import eventstudy as es
import fuzz
from eventstudy.errors import EventStudyError


@pytest.mark.parametrize("target", fuzz.TARGETS)
def test_the_file_that_is_spoilt_is_right(target, tmp_path):
    content, name, read = fuzz.TARGETS[target]
    (tmp_path / name).write_bytes(content)
    read(tmp_path / name)


@pytest.mark.parametrize("target", fuzz.TARGETS)
def test_spoilt_files(target, tmp_path):
    assert not list(fuzz.failures(target, 100, 0, tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("target", fuzz.TARGETS)
def test_ten_thousand_spoilt_files(target, tmp_path):
    assert not list(fuzz.failures(target, 10_000 // len(fuzz.TARGETS), 1, tmp_path))


def refused_or_read(read):
    """Whether the reader reads, or says how to help it; another exception is a failure."""
    try:
        read()
    except EventStudyError as e:
        return bool(e.remedy)
    return True


WORDS = st.one_of(st.text(max_size=12), st.sampled_from(fuzz.TOKENS))


@settings(max_examples=150)
@given(content=st.one_of(st.binary(max_size=300), st.lists(WORDS, max_size=30).map("".join)))
@pytest.mark.parametrize("target", fuzz.TARGETS)
def test_anything_at_all(target, content, tmp_path_factory):
    _, name, read = fuzz.TARGETS[target]
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    assert refused_or_read(lambda: read(path))


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.dates(), st.datetimes()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)
KEYS = sorted(es.StudySpec.model_fields)


@settings(max_examples=300)
@given(changes=st.dictionaries(st.sampled_from(KEYS), VALUES, min_size=1, max_size=3))
def test_any_value_of_any_key(changes):
    study = {"version": 1, "assets": {"A": {"market": "M"}}, "events": [{"id": "e", "at": "2025-01-27"}]}
    assert refused_or_read(lambda: es.load_spec(study | changes))
