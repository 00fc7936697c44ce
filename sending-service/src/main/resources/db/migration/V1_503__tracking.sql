-- Adds openings and clicks to messages whose counts are still what the caller knows; fails, and with it the transaction of the
-- events, if one of them is not, or is gone.
create function message_count_hits(p_ids uuid[], p_days date[], p_opens_known integer[], p_clicks_known integer[],
                                   p_opens integer[], p_clicks integer[]) returns void
    language plpgsql as
$$
declare
    i integer;
begin
    -- one after the other in the order of ids, so that two transactions never wait for each other
    for i in select hit.i from generate_subscripts(p_ids, 1) as hit (i) order by p_ids[hit.i] loop
        update message
           set open_count = open_count + p_opens[i], click_count = click_count + p_clicks[i]
         where id = p_ids[i] and keep_day = p_days[i] and open_count = p_opens_known[i] and click_count = p_clicks_known[i];
        if not found then
            raise exception 'somebody else has counted' using errcode = 'SE501';
        end if;
    end loop;
end
$$;
