#!lua flags=allow-oom
-- Moves the last account's share of a hold to another account (a second attempt with another upstream key), if that has room.
-- What hashes and reservations hold stands at the head of the reserve script.
--
-- KEYS  1 generation  2 reservation  3 account now  4 account to be  5 rate hash of the account now (left out where it has none; the other's rates are not counted in)
-- ARGV  1 numbers, little-endian doubles: start and end of the window, account expiry (ms), version, limits (as in the reserve script)
--       2 account list now  3 account list to be  4 context to be (JSON)
-- Returns  UNSEEDED | GONE (not pending, or the accounts are others) | WINDOW now | FULL | OK

local read, counted = struct.unpack, '<dddddddddddddddd'
if redis.call('EXISTS', KEYS[1]) == 0 then return {'UNSEEDED'} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local start, stop, expiry, version = read('<dddd', ARGV[1])
if now < start or now >= stop then return {'WINDOW', now} end
local stored = redis.call('GET', KEYS[2])
local whole = stored and {cmsgpack.unpack(stored)} or {}
if whole[1] ~= 'R' or whole[15] ~= ARGV[2] then return {'GONE'} end

local none = struct.pack(counted, -2, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
local left = {read(counted, redis.call('HGET', KEYS[3], 'c') or none)}
local to = {read(counted, redis.call('HGET', KEYS[4], 'c') or none)}
local limits = string.sub(ARGV[1], 33)
local newest = to[1]
local limit = {read('<dddddddd', newest > version and redis.call('HGET', KEYS[4], 'l') or limits)}
for meter = 1, 7 do
  local held = whole[3 + meter]
  if limit[1] == 1 and held > 0 and held > limit[1 + meter] - to[2 + meter] - to[9 + meter] then return {'FULL'} end
  left[9 + meter], to[9 + meter] = left[9 + meter] - held, to[9 + meter] + held
end

redis.call('HSET', KEYS[3], 'c', struct.pack(counted, unpack(left, 1, 16)))
-- A window that was never counted in learns from the next reservation, which has it filled first if it must.
if newest > -2 and newest < version then
  to[1] = version
  redis.call('HSET', KEYS[4], 'l', limits)
end
redis.call('HSET', KEYS[4], 'c', struct.pack(counted, unpack(to, 1, 16)))
if newest < 0 then redis.call('PEXPIREAT', KEYS[4], string.format('%d', expiry)) end
whole[15], whole[16] = ARGV[3], ARGV[4]
if KEYS[5] then
  -- The account was the last one: its rates are the last in both lists.
  local _, rated = string.gsub(ARGV[2] .. ',', '|1,', '')
  for _, at in ipairs({13, 14}) do
    local kept, found = '', false
    for number in string.gmatch(whole[at], '[^,]+') do
      if tonumber(number) == rated then found = true else kept = kept .. number .. ',' end
    end
    whole[at] = kept
    if found and at == 14 then redis.call('HINCRBY', KEYS[5], 'c', -1) end
  end
end
redis.call('SET', KEYS[2], cmsgpack.pack(unpack(whole)))
return {'OK'}
