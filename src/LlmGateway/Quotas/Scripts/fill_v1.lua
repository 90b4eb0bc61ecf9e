#!lua flags=allow-oom
-- Fills a rolling window that this store has never counted in. Does nothing if another gateway was faster.
--
-- KEYS  1 generation  2 account    ARGV  1 account expiry (ms), then fields and values
-- Returns  UNSEEDED | OK

if not redis.call('GET', KEYS[1]) then return {'UNSEEDED'} end
if redis.call('HEXISTS', KEYS[2], 'v') == 1 then return {'OK'} end
redis.call('HSET', KEYS[2], 'v', -1, 'l', 's||||||||||', unpack(ARGV, 2))
redis.call('PEXPIREAT', KEYS[2], ARGV[1])
return {'OK'}
