-- How people write values, and what they mean. Each macro takes the text of a cell and gives the value,
-- or null where the text is not one. Nothing is guessed: what does not fit is sent back.

create or replace macro half_width(x) as translate(
    x, '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ－．，：／（）　％＋＿',
    '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-.,:/() %+_'
);

-- Surrounding blanks (also 　, the no-break space and marks without width) are dirt. As variables, since a
-- macro is copied into the query for every column.
set variable plain_blanks = chr(32) || chr(9) || chr(10) || chr(13);
set variable no_width = chr(8203) || chr(8204) || chr(8205) || chr(8206) || chr(8207) || chr(8288) || chr(65279);
set variable blanks = getvariable('plain_blanks') || chr(160) || chr(12288) || getvariable('no_width');
-- ="007" is how exports keep Excel from eating zeros.
create or replace macro unwrapped(x) as case when starts_with(x, '="') then substr(x, 3, length(x) - 3) else x end;
create or replace macro bare(x) as trim(
    unwrapped(x), case when strlen(x) = length(x) then getvariable('plain_blanks') else getvariable('blanks') end
);

-- Codes, numbers and keys in half width, without marks that nobody sees and without Excel's leading '. Most
-- cells are plain ASCII (as many bytes as characters): they are spared the translation.
create or replace macro bare_code(x) as ltrim(bare(
    case when strlen(x) = length(x) then x else translate(half_width(x), getvariable('no_width'), '') end
), chr(39));

-- An empty cell is null, and so are the words with which databases write null.
create or replace macro filled(x) as case when x not in ('', 'NULL', 'null', '(null)', '\N') then x end;
create or replace macro trimmed(x) as filled(bare(x));
create or replace macro clean(x) as filled(bare_code(x));

-- 2024年3月5日, 2024/3/5, 2024.3.5, 2024-03-05 with or without a time → 2024-3-5 with the rest behind it.
create or replace macro dashed(x) as regexp_replace(
    x, '^(\d{4})\s*[年/.\-]\s*(\d{1,2})\s*[月/.\-]\s*(\d{1,2})\s*日?\s*T?(.*)$', '\1-\2-\3 \4'
);

-- 二〇二六年三月十五日: the year digit by digit, month and day as numbers.
create or replace macro han_digits(x) as translate(x, '〇零○一二三四五六七八九', '000123456789');
create or replace macro han_number(x) as case
    when contains(x, '十') then
        coalesce(try_cast(han_digits(split_part(x, '十', 1)) as integer), 1) * 10
        + coalesce(try_cast(han_digits(split_part(x, '十', 2)) as integer), 0)
    else try_cast(han_digits(x) as integer)
end;
create or replace macro han_part(x, n) as
    regexp_extract(x, '^([〇零○一二三四五六七八九]{4})年([〇零一二三四五六七八九十]{1,3})月([〇零一二三四五六七八九十]{1,3})日?$', n);
create or replace macro han_date(x) as try_cast(
    han_digits(han_part(x, 1)) || '-' || lpad(cast(han_number(han_part(x, 2)) as varchar), 2, '0')
    || '-' || lpad(cast(han_number(han_part(x, 3)) as varchar), 2, '0') as date
);

-- Excel counts days from 1899-12-30; a workbook with the 1904 calendar counts 1462 days fewer (`shift`).
create or replace macro serial_day(x, shift) as case
    when regexp_full_match(x, '[2-7]\d{4}(\.\d+)?') then date '1899-12-30' + cast(floor(cast(x as double)) as integer) + shift
end;

-- An instant in UTC belongs to the day on which it falls in the office, eight hours ahead.
create or replace macro utc_day(x) as cast(
    try_strptime(regexp_replace(trim(dashed(x)), '(\.\d+)?\s?(Z|[+-]00(:?00)?)$', ''), '%Y-%m-%d %H:%M:%S') + interval 8 hours as date
);

create or replace macro written_day(x, shift) as case
    when length(x) = 10 and substr(x, 5, 1) = '-' and substr(x, 8, 1) = '-' then try_cast(x as date)
    when regexp_full_match(x, '[2-7]\d{4}(\.\d+)?') then serial_day(x, shift)
    when regexp_full_match(x, '\d{8}') then cast(try_strptime(x, '%Y%m%d') as date)
    when regexp_matches(x, '^[〇零○一二三四五六七八九]{4}年') then han_date(x)
    when regexp_matches(x, ':\d{2}(\.\d+)?\s?(Z|[+-]00(:?00)?)$') then utc_day(x)
    else cast(try_strptime(
        trim(regexp_replace(dashed(x), '(\.\d+)?(Z|[+-]\d{2}:?\d{2}|(:\d{2})[+-]\d{2})$', '\3')),
        ['%Y-%m-%d', '%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M', '%Y-%m-%d %H时%M分', '%Y-%m-%d %H时%M分%S秒']
    ) as date)
end;

-- No record of a living office is older than 1900: 0204-03-05 is a slip of the hand. Years come first, so
-- that the text tells it.
create or replace macro cell_date(x, shift) as case when x >= '19' then written_day(x, shift) end;

-- A time without a zone is the time of the office: Asia/Shanghai.
create or replace macro written_time(x, shift) as case
    when regexp_matches(x, ':\d{2}(\.\d+)?\s?(Z|[+-]\d{2}(:?\d{2})?)$')
        then try_cast(trim(dashed(x)) as timestamptz)
    when regexp_full_match(x, '[2-7]\d{4}\.\d+')
        then (timestamp '1899-12-30' + to_days(cast(shift as integer)) + to_seconds(cast(round(cast(x as double) * 86400) as bigint))) at time zone 'Asia/Shanghai'
    else try_strptime(
        trim(regexp_replace(dashed(x), '\.\d+$', '')),
        ['%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M', '%Y-%m-%d', '%Y-%m-%d %H时%M分', '%Y-%m-%d %H时%M分%S秒', '%Y-%m-%d %H时']
    ) at time zone 'Asia/Shanghai'
end;
create or replace macro cell_time(x, shift) as case when x >= '19' then written_time(x, shift) end;

-- The plain digits of a written number. Commas stand before groups of three or the number is none; no
-- exponent (Excel has rounded such a number already); a unit only as `unit`, a pattern, allows it.
create or replace macro digits(x, unit) as case
    when regexp_full_match(x, '[-+]?(\d{1,15}(\.\d{1,10}0*)?|\.\d{1,10})') then x
    when regexp_full_match(x, '[-+]?\s?[￥¥]?\s?[-+]?(\d{1,15}|\d{1,3}(,\d{3}){1,4})(\.\d{1,10}0*)?\s?(' || unit || ')?')
        then regexp_replace(x, '[^0-9.+-]', '', 'g')
    when regexp_full_match(x, '\([￥¥]?\s?(\d{1,15}|\d{1,3}(,\d{3}){1,4})(\.\d{1,10}0*)?\s?(' || unit || ')?\)')
        then '-' || regexp_replace(x, '[^0-9.]', '', 'g')
end;

create or replace macro cell_number(x, unit) as try_cast(digits(x, unit) as decimal(25, 10));

-- Money in fen: `factor` fen to the unit. Less than a fen is not money: null. Most amounts fit the short way.
create or replace macro whole(n) as case when n = round(n, 0) then try_cast(n as bigint) end;
create or replace macro fen_of(number, factor) as case
    when factor between 100 and 9999999 and regexp_full_match(number, '[-+]?\d{1,9}(\.\d{1,2})?')
        then cast(cast(number as decimal(11, 2)) * try_cast(factor as decimal(7, 0)) as bigint)
    else whole(try_cast(number as decimal(25, 10)) * cast(factor as decimal(13, 0)))
end;
create or replace macro cell_fen(x, factor, unit) as fen_of(digits(x, unit), factor);

create or replace macro cell_decimal(x, factor, unit) as
    try_cast(cell_number(x, unit) * cast(factor as decimal(13, 4)) as decimal(38, 9));

create or replace macro cell_integer(x) as case
    when regexp_full_match(x, '-?\d{1,15}') then cast(x as bigint)
    when regexp_full_match(x, '\d{4}\s?年度?') then try_cast(substr(x, 1, 4) as bigint)
    else whole(cell_number(x, '[天日人次项个份升]'))
end;

-- Shares to six decimals: 0.02 or 2%; `factor` is what one of the header's unit is worth. A bare number above
-- one without a unit could be either: it is sent back.
create or replace macro share(x, factor) as case
    when regexp_full_match(x, '[-+]?(\d{1,4}(\.\d+)?|\.\d+)')
        then try_cast(try_cast(x as decimal(14, 10)) * cast(factor as decimal(4, 3)) as decimal(9, 6))
end;
create or replace macro cell_ratio(x, factor) as case
    when x like '%\%' escape '\' then share(trim(left(x, -1)), 0.01)
    when x like '%‰' then share(trim(left(x, -1)), 0.001)
    when factor < 1 or share(x, 1) <= 1 then share(x, factor)
end;

create or replace macro cell_boolean(x) as case
    when lower(x) in ('是', '有', '真', '已', 'true', 't', 'yes', 'y', '1', '√', '✓', '✔', '1.0') then true
    when lower(x) in ('否', '无', '假', '未', 'false', 'f', 'no', 'n', '0', '×', '✗', '0.0') then false
end;

-- GB 32100: eighteen characters without I O S V Z, check character modulo 31.
create or replace macro credit_code_ok(x) as
    regexp_full_match(x, '[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}')
    and (31 - list_sum(list_transform(
        [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28],
        lambda weight, place: weight * (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(x, place, 1)) - 1)
    )) % 31) % 31 = strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(x, 18, 1)) - 1;

-- GB 11643: seventeen digits and the check character of ISO 7064 MOD 11-2, with a possible day of birth.
create or replace macro id_number_ok(x) as
    regexp_full_match(x, '\d{17}[0-9X]')
    and try_strptime(substr(x, 7, 8), '%Y%m%d') is not null
    and substr('10X98765432', cast(list_sum(list_transform(
        [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2],
        lambda weight, place: weight * try_cast(substr(x, place, 1) as integer)
    )) % 11 as integer) + 1, 1) = substr(x, 18, 1);

create or replace macro phone_ok(x) as regexp_full_match(regexp_replace(x, '[\s\-]', '', 'g'), '\+?\d{7,15}');

-- A text that a spreadsheet would run: = + @, or - before anything but a number; also in full width.
create or replace macro is_formula(x) as
    left(x, 1) in ('=', '@', '+', '-', '＝', '＠', '＋', '－')
    and (regexp_matches(x, '^[=@＝＠]') or regexp_matches(x, '^[+\-＋－][^0-9０-９.\s]'));

-- What a spreadsheet shows instead of a value.
create or replace macro is_error(x) as
    left(x, 1) = '#' and regexp_full_match(x, '#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|未计算|#+)');

-- 9.90101E+17: the last digits are gone.
create or replace macro is_rounded(x) as contains(x, 'E+') and regexp_full_match(x, '\d(\.\d+)?E\+\d+');

-- Control characters, and the mark that a decoder leaves where it could not read.
create or replace macro is_garbled(x) as regexp_matches(x, '[\x00-\x08\x0B\x0C\x0E-\x1F\x7F\x{FFFD}]');

