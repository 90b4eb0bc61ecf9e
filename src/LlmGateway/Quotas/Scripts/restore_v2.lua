#!lua flags=allow-oom
-- Puts back a reservation that this store has lost (a call in flight, an open job), whatever the limits say now. Does nothing if the store knows it.
-- What hashes and reservations hold stands at the head of the reserve script.
--
-- KEYS  1 generation  2 reservation  3 tombstone  4 leases  5 jobs  6 the job's key  then one hash for each account
-- ARGV  1 numbers, little-endian doubles: accounts (n), lease in ms, admitted, granted, seven held
--       2 reservation id  3 account list  4 context (JSON)  5 instance  6 binding of its job (JSON; empty: none)  7 how long a job's key is kept (ms)
-- Returns  UNSEEDED | NOOP | OK. Works before the generation opens.

local counted = '<dddddddddddddddd'
if redis.call('EXISTS', KEYS[1]) == 0 then return {'UNSEEDED'} end
if redis.call('EXISTS', KEYS[2], KEYS[3]) > 0 then return {'NOOP'} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local n, lease, admitted, granted, h1, h2, h3, h4, h5, h6, h7 = struct.unpack('<ddddddddddd', ARGV[1])
local none = struct.pack(counted, -2, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
for a = 1, n do
  local values = {struct.unpack(counted, redis.call('HGET', KEYS[6 + a], 'c') or none)}
  for meter, amount in ipairs({h1, h2, h3, h4, h5, h6, h7}) do values[9 + meter] = values[9 + meter] + amount end
  redis.call('HSET', KEYS[6 + a], 'c', struct.pack(counted, unpack(values, 1, 16)))
end
redis.call('SET', KEYS[2], cmsgpack.pack('R', admitted, granted, h1, h2, h3, h4, h5, h6, h7, 0, 0, '', '', ARGV[3], ARGV[4], ARGV[5], ARGV[6], 0, ''))
redis.call('ZADD', KEYS[4], now + lease, ARGV[2])
if ARGV[6] ~= '' then
  redis.call('SET', KEYS[6], ARGV[6], 'PX', ARGV[7])
  redis.call('ZADD', KEYS[5], now, ARGV[2])
end
return {'OK'}
