"""English: how files of prices are laid out, and what is wrong with them."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS: dict[str, str] = {
    "bars_have": "a file of one ticker has Date and Close, and where there Open, High, Low, Adj Close, Volume",
    "columns_of_one_meaning": "the columns '{first}' and '{second}' mean the same",
    "read_as": "read by the names of its columns: {columns}",
    "read_adjusted": (
        "closes are those of the column '{column}', which hold dividends, because no dividends are given; on "
        "ex-days returns differ a little from close and dividend"
    ),
    "read_total_return_closes": (
        "closes are read as adjusted for dividends, as yfinance gives them where there is no column 'Adj "
        "Close'; a column of dividends would count them twice and is left alone"
    ),
    "no_yfinance_header": "the first two rows are not those of yfinance, one with fields and one with tickers",
    "write_yfinance_with_to_csv": "write what yf.download gives with to_csv, or delete 'layout: yfinance'",
    "crsp_is_ciz": "these are the columns of CRSP's new format (CIZ)",
    "crsp_is_siz": "these are the columns of CRSP's old format (SIZ)",
    "crsp_has": "CRSP's files have PERMNO, date, RET (old) or permno, dlycaldt, dlyret (new)",
    "read_crsp_returns": "returns with dividends and delistings, as CRSP has them; its codes for no return are empty",
    "name_of_several": "the name {name} is that of several: {tickers}",
    "write_one_of_them": "write which one is meant instead of {name}, as {one}",
    "delisting_assumed": "delisted for performance without a return in the file: {value:pct} as Shumway (1997) has it",
    "shumway_reads": "'delisting: shumway' reads the columns DLSTCD and EXCHCD, and one of them is missing",
    "shumway_elsewhere": "'delisting: shumway' reads CRSP's old daily file, and this is read with 'layout: {layout}'",
    "write_layout_or_leave_out": "write 'layout: {layout}' if it is such a file, else leave out 'delisting: shumway'",
    "export_or_leave_out": "export them too, or leave out 'delisting: shumway'",
    "write_layout": "write 'layout: {layout}' under 'prices:'",
    "looks_like_layout": "this looks like the layout '{layout}', whose values have codes of their own",
    "no_datastream_header": "no row begins with Name or Code",
    "datastream_has": "Datastream's sheet has a first column with the cells Name or Code, and below them days",
    "read_datastream": "total return index (RI) of {total}, as Datastream gives it: its returns hold dividends",
    "read_datastream_prices": "prices as Datastream gives them, without dividends",
    "padded_tail_cut": (
        "the last value is repeated {n} times after {last}, as Datastream does after a share's death; the "
        "tail is left out"
    ),
    "no_bloomberg_header": "no row names fields such as PX_LAST below a row of securities",
    "bloomberg_has": "Bloomberg's table has securities in one row and PX_LAST below each",
    "read_bloomberg": "read as Bloomberg's table: PX_LAST is the close",
    "refinitiv_has": "Refinitiv's table has the columns Instrument, Date, Price Close",
    "read_refinitiv": "read as Refinitiv's table: Price Close is the close",
    "no_eventstudytools_file": "{n} columns, where EventStudyTools' firm and market files have three",
    "eventstudytools_has": "give name;day;price in each row, without a header",
    "xlsx_needs_openpyxl": "spreadsheets need the package 'openpyxl'",
    "install_openpyxl_or_csv": "install the extra: pip install 'market-eventstudy[excel]', or save the file as CSV",
    "not_a_spreadsheet": "this is no spreadsheet that can be read",
    "save_as_xlsx_again": "save it as .xlsx again, or as CSV",
    "too_many_cells": "the sheet has more than {most:count} cells",
    "not_a_stata_file": "this is no Stata file that can be read",
    "save_as_dta_again": "save it again in Stata, or as CSV",
    "ending_not_known": "the ending '{ending}' is not known",
    "endings_known": "files end in {endings}",
    "folder_without_prices": "the folder holds no file of prices",
    "call_file_by_ticker": "{file} names no ticker in it; call it {ticker} with its ending if it is that one",
    "no_such_layout": "there is no such layout",
    "day_or_month_first": "whether the day or the month stands first cannot be told",
    "add_dates_key": "add 'dates: \"{first}\"' or 'dates: \"{second}\"' under 'prices:'",
    "nothing_to_correct": "nothing, if that is right",
}
