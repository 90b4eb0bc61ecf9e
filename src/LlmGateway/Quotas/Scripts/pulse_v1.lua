-- A gateway's look at the store, twice a second: is it the one that it knows, and how far is the ledger writer?
--
-- KEYS  1 generation  2 sequence  3 outbox
-- Returns  now, generation (empty: to be rebuilt), last sequence, first stream id that the database may lack (empty: none), entries in the outbox

local time = redis.call('TIME')
local oldest = redis.call('XRANGE', KEYS[3], '-', '+', 'COUNT', 1)
return {time[1] * 1000 + math.floor(time[2] / 1000), redis.call('GET', KEYS[1]) or '', tonumber(redis.call('GET', KEYS[2]) or 0),
  oldest[1] and oldest[1][1] or '', redis.call('XLEN', KEYS[3])}
