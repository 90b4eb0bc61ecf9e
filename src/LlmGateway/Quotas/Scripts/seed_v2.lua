#!lua flags=allow-oom
-- One piece of a rebuild: writes accounts, guarded by the lock of whoever rebuilds. Sets, never adds: a repetition changes nothing.
--
-- KEYS  1 rebuild lock  2 generation  then accounts
-- ARGV  1 owner of the lock  2 lock in ms  3 account expiry (ms)  then for each account: how many pairs, then field and value of each (as the reserve script has them)
-- Returns  LOCK (another one rebuilds, or has rebuilt) | OK

if redis.call('GET', KEYS[1]) ~= ARGV[1] or redis.call('EXISTS', KEYS[2]) == 1 then return {'LOCK'} end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
local at = 4
for i = 3, #KEYS do
  local pairs = tonumber(ARGV[at])
  redis.call('HSET', KEYS[i], unpack(ARGV, at + 1, at + 2 * pairs))
  redis.call('PEXPIREAT', KEYS[i], ARGV[3])
  at = at + 1 + 2 * pairs
end
return {'OK'}
