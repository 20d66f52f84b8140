-- What was refused, with line and place; ocds_refused holds whole lines (path '') and wrong containers.
create or replace table ocds_in.reject as
select line, path, value, reason
from (
    select line, path, value, reason from ocds_refused
    union all
    select line_no, 'tender/tenderPeriod/startDate', bad_start, '不是带时区的日期时间' from ocds_in.process
    union all
    select line_no, 'tender/tenderPeriod/endDate', bad_end, '不是带时区的日期时间' from ocds_in.process
    union all
    select line_no, 'tender/numberOfTenderers', bad_tenderers, '不是非负整数' from ocds_in.process
    union all
    select line_no, 'buyer/id', bad_buyer, '标识应为文本' from ocds_in.process
    union all
    select line_no, 'tender/procuringEntity/id', bad_procuring_entity, '标识应为文本' from ocds_in.process
    union all
    select line_no, 'bids/details/' || (bid_no - 1) || '/date', bad_date, '不是带时区的日期时间' from ocds_in.bid
    union all
    select line_no, 'bids/details/' || (bid_no - 1) || '/value/amount', bad_amount, '不是数字，或超出范围' from ocds_in.bid
    union all
    select line_no, 'bids/details/' || (bid_no - 1) || '/tenderers/0/id', bad_tenderer, '标识应为文本' from ocds_in.bid
) as refused
where value is not null
order by line, path;
