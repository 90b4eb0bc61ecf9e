#!lua flags=allow-oom
-- Takes a job that is due, so that one worker looks at it, and puts its next look off.
--
-- KEYS  1 jobs  2 reservation    ARGV  1 reservation id  2 first pause in ms  3 longest pause in ms
-- Returns  GONE | OK binding

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score or tonumber(score) > now then return {'GONE'} end
local known = redis.call('HMGET', KEYS[2], 's', 'j', 'l')
if known[1] ~= 'R' or not known[2] then
  redis.call('ZREM', KEYS[1], ARGV[1])
  return {'GONE'}
end
local looks = tonumber(known[3] or 0) + 1
local pause = math.min(tonumber(ARGV[3]), ARGV[2] * 2 ^ math.min(looks, 20))
redis.call('HSET', KEYS[2], 'l', looks)
redis.call('ZADD', KEYS[1], now + pause, ARGV[1])
return {'OK', known[2]}
