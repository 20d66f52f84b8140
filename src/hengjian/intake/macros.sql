-- How people write values, and what they mean. Each macro takes the text of a cell and gives the value,
-- or null where the text is not one. Nothing is guessed: what does not fit is sent back.

create or replace macro half_width(x) as translate(
    x, '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ－．，：／（）　％＋＿',
    '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-.,:/() %+_'
);

-- Surrounding blanks (also 　 and the no-break space) are dirt; an empty cell is null.
create or replace macro trimmed(x) as nullif(trim(x, chr(32) || chr(9) || chr(10) || chr(13) || chr(160) || chr(12288) || chr(65279)), '');

-- Most cells are plain ASCII (as many bytes as characters): they are spared the translation.
create or replace macro clean(x) as
    case when strlen(x) = length(x) then trimmed(x) else trimmed(half_width(x)) end;

-- 2024年3月5日, 2024/3/5, 2024.3.5, 2024-03-05 with or without a time → 2024-3-5 with the rest behind it.
create or replace macro dashed(x) as regexp_replace(
    x, '^(\d{4})\s*[年/.\-]\s*(\d{1,2})\s*[月/.\-]\s*(\d{1,2})\s*日?\s*T?(.*)$', '\1-\2-\3 \4'
);

create or replace macro serial_day(x) as case
    when regexp_full_match(x, '[2-7]\d{4}(\.\d+)?') then date '1899-12-30' + cast(floor(cast(x as double)) as integer)
end;

create or replace macro cell_date(x) as case
    when length(x) = 10 and substr(x, 5, 1) = '-' and substr(x, 8, 1) = '-' then try_cast(x as date)
    when regexp_full_match(x, '[2-7]\d{4}(\.\d+)?') then serial_day(x)
    when regexp_full_match(x, '\d{8}') then cast(try_strptime(x, '%Y%m%d') as date)
    else cast(try_strptime(
        trimmed(regexp_replace(dashed(x), '(\.\d+)?(Z|[+-]\d{2}:?\d{2}|(:\d{2})[+-]\d{2})$', '\3')),
        ['%Y-%m-%d', '%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M', '%Y-%m-%d %H时%M分', '%Y-%m-%d %H时%M分%S秒']
    ) as date)
end;

-- A time without a zone is the time of the office: Asia/Shanghai.
create or replace macro cell_time(x) as case
    when regexp_matches(x, ':\d{2}(\.\d+)?\s?(Z|[+-]\d{2}(:?\d{2})?)$')
        then try_cast(trimmed(dashed(x)) as timestamptz)
    when regexp_full_match(x, '[2-7]\d{4}\.\d+')
        then (timestamp '1899-12-30' + to_seconds(cast(round(cast(x as double) * 86400) as bigint))) at time zone 'Asia/Shanghai'
    else try_strptime(
        trimmed(regexp_replace(dashed(x), '\.\d+$', '')),
        ['%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M', '%Y-%m-%d', '%Y-%m-%d %H时%M分', '%Y-%m-%d %H时%M分%S秒', '%Y-%m-%d %H时']
    ) at time zone 'Asia/Shanghai'
end;

create or replace macro written_number(x) as try_cast(
    case
        when regexp_full_match(regexp_replace(x, '[,\s￥¥元]', '', 'g'), '\(\d+(\.\d+)?\)')
            then '-' || regexp_replace(x, '[(),\s￥¥元]', '', 'g')
        else regexp_replace(x, '[,\s￥¥元]', '', 'g')
    end as decimal(28, 8)
);

create or replace macro cell_number(x) as coalesce(try_cast(x as decimal(28, 8)), written_number(x));

-- Money in fen. Less than a fen is not money: null.
create or replace macro cell_fen(x, factor) as case
    when cell_number(x) * factor = round(cell_number(x) * factor, 0) then try_cast(cell_number(x) * factor as bigint)
end;

create or replace macro cell_integer(x) as case
    when cell_number(regexp_replace(x, '[天日人次项个份升]$', '')) = round(cell_number(regexp_replace(x, '[天日人次项个份升]$', '')), 0)
        then try_cast(cell_number(regexp_replace(x, '[天日人次项个份升]$', '')) as bigint)
end;

create or replace macro cell_ratio(x) as case
    when x like '%\%' escape '\' then try_cast(cell_number(regexp_replace(x, '%$', '')) / 100 as decimal(9, 6))
    else try_cast(cell_number(x) as decimal(9, 6))
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
        lambda weight, place: weight * cast(substr(x, place, 1) as integer)
    )) % 11 as integer) + 1, 1) = substr(x, 18, 1);

create or replace macro phone_ok(x) as regexp_full_match(regexp_replace(x, '[\s\-]', '', 'g'), '\+?\d{7,15}');

-- A text that a spreadsheet would run: = + @, or - before anything but a number.
create or replace macro is_formula(x) as
    left(x, 1) in ('=', '@', '+', '-')
    and (regexp_matches(x, '^[=@]') or regexp_matches(x, '^[+\-][^0-9.\s]'));

create or replace macro is_total(x) as regexp_replace(x, '[ :：]', '', 'g') in ('合计', '总计', '小计', '共计');
