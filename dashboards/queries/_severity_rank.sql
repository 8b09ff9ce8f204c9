case severity when 'critical' then 0 when 'high' then 1 when 'medium' then 2 else 3 end
