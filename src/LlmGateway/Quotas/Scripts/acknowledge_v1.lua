#!lua flags=allow-oom
-- Removes entries of the outbox that the database has; the tombstones of their reservations live on for a while only.
--
-- KEYS  1 outbox  then tombstones
-- ARGV  1 consumer group  2 how long a tombstone is kept (ms)  then stream ids
-- Returns  OK

redis.call('XACK', KEYS[1], ARGV[1], unpack(ARGV, 3))
redis.call('XDEL', KEYS[1], unpack(ARGV, 3))
for i = 2, #KEYS do redis.call('PEXPIRE', KEYS[i], ARGV[2]) end
return {'OK'}
