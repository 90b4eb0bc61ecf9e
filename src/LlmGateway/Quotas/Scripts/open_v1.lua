#!lua flags=allow-oom
-- Ends a rebuild: the generation exists from here on, and admits after a pause in which every gateway brings its calls in flight back.
--
-- KEYS  1 rebuild lock  2 generation  3 sequence    ARGV  1 owner of the lock  2 name of the generation  3 pause in ms  4 sequence to go on from
-- Returns  LOCK | OK generation

if redis.call('GET', KEYS[1]) ~= ARGV[1] or redis.call('EXISTS', KEYS[2]) == 1 then return {'LOCK'} end
local time = redis.call('TIME')
local generation = ARGV[2] .. ':' .. string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[3])
redis.call('SET', KEYS[3], ARGV[4])
redis.call('SET', KEYS[2], generation)
redis.call('DEL', KEYS[1])
return {'OK', generation}
