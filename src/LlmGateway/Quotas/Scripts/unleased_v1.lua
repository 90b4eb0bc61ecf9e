-- Which of some reservations are pending without a lease: nobody would ever resolve them.
--
-- KEYS  1 leases  then reservations    ARGV  their ids
-- Returns  id id ...

local answer = {}
for i, id in ipairs(ARGV) do
  if redis.call('HGET', KEYS[1 + i], 's') == 'R' and not redis.call('ZSCORE', KEYS[1], id) then answer[#answer + 1] = id end
end
return answer
