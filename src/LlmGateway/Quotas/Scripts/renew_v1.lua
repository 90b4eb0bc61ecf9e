#!lua flags=allow-oom
-- Prolongs leases of calls in flight. One batch for all calls of a gateway.
--
-- KEYS  1 generation  2 leases    ARGV  1 lease in ms, then reservation ids
-- Returns  UNSEEDED | OK generation id id ... (ids that have no lease: lost by the store, or resolved)

local generation = redis.call('GET', KEYS[1])
if not generation then return {'UNSEEDED'} end
local time = redis.call('TIME')
local ends = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local answer = {'OK', generation}
for i = 2, #ARGV do
  local score = redis.call('ZSCORE', KEYS[2], ARGV[i])
  if not score then answer[#answer + 1] = ARGV[i]
  elseif tonumber(score) < ends then redis.call('ZADD', KEYS[2], ends, ARGV[i]) end
end
return answer
