-- Members of a sorted set whose time has come by this store's clock.
--
-- KEYS  1 generation  2 sorted set (leases, jobs)    ARGV  1 grace in ms  2 at most
-- Returns  UNSEEDED | LEARNING | OK member member ...

local generation = redis.call('GET', KEYS[1])
if not generation then return {'UNSEEDED'} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- After a rebuild nobody is taken for dead before everybody had the time to come back.
if now < tonumber(string.match(generation, ':(%d+)$')) then return {'LEARNING'} end
local answer = {'OK'}
for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[1], 'LIMIT', 0, ARGV[2])) do answer[#answer + 1] = member end
return answer
