#!lua flags=allow-oom
-- Remembers objects that free calls created, for their owner, and hands them to the ledger writer.
--
-- KEYS  1 generation  2 outbox  3 sequence  then a key for each object
-- ARGV  1 how long they are remembered here (ms)  2 all objects (JSON)  then each object (JSON)
-- Returns  UNSEEDED | OK sequence

local generation = redis.call('GET', KEYS[1])
if not generation then return {'UNSEEDED'} end
for i = 4, #KEYS do redis.call('SET', KEYS[i], ARGV[i - 1], 'PX', ARGV[1]) end
local sequence = redis.call('INCR', KEYS[3])
redis.call('XADD', KEYS[2], '*', 'q', sequence, 'n', generation, 'y', 'remembered', 'o', ARGV[2])
return {'OK', sequence}
