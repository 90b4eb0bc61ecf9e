#!lua flags=allow-oom
-- Moves the last account's share of a hold to another account (a second attempt with another upstream key), if that has room.
--
-- KEYS  1 generation  2 reservation  3 account now  4 account to be  5 rate hash of the account now (left out where it has none; the other's rates are not counted in)
-- ARGV  1 window start  2 window end  3 account expiry (ms)  4 version  5 limits as text  6 account list now  7 account list to be  8 context to be (JSON)  then seven limits (empty: unlimited)
-- Returns  UNSEEDED | GONE (not pending, or the accounts are others) | WINDOW now | FULL | OK

local generation = redis.call('GET', KEYS[1])
if not generation then return {'UNSEEDED'} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now < tonumber(ARGV[1]) or now >= tonumber(ARGV[2]) then return {'WINDOW', now} end
local known = redis.call('HMGET', KEYS[2], 's', 'h', 'k')
if known[1] ~= 'R' or known[3] ~= ARGV[6] then return {'GONE'} end

local held, i = {}, 0
for value in string.gmatch(known[2], '[^,]+') do held[i] = tonumber(value); i = i + 1 end
local strict = string.sub(ARGV[5], 1, 1) == 's'
local limits = {}
for meter = 0, 6 do limits[meter] = tonumber(ARGV[9 + meter]) end
local version = tonumber(redis.call('HGET', KEYS[4], 'v') or -1)
if version > tonumber(ARGV[4]) then
  local part = 0
  for text in string.gmatch(redis.call('HGET', KEYS[4], 'l') .. '|', '([^|]*)|') do
    if part == 0 then strict = text == 's' elseif part <= 7 then limits[part - 1] = tonumber(text) end
    part = part + 1
  end
end
if strict then
  for meter = 0, 6 do
    if limits[meter] and held[meter] > 0 then
      local counters = redis.call('HMGET', KEYS[4], 'p' .. meter, 'h' .. meter)
      if held[meter] > limits[meter] - tonumber(counters[1] or 0) - tonumber(counters[2] or 0) then return {'FULL'} end
    end
  end
end

for meter = 0, 6 do
  if held[meter] ~= 0 then
    redis.call('HINCRBY', KEYS[3], 'h' .. meter, -held[meter])
    redis.call('HINCRBY', KEYS[4], 'h' .. meter, held[meter])
  end
end
if version < tonumber(ARGV[4]) then redis.call('HSET', KEYS[4], 'v', ARGV[4], 'l', ARGV[5]) end
if version < 0 then redis.call('PEXPIREAT', KEYS[4], ARGV[3]) end
redis.call('HSET', KEYS[2], 'k', ARGV[7], 'c', ARGV[8])
if KEYS[5] then
  -- The account was the last one: its rates are the last in both lists.
  local _, rated = string.gsub(ARGV[6] .. ',', '|1,', '')
  for _, field in ipairs({'n', 'b'}) do
    local kept, found = {}, false
    for at in string.gmatch(redis.call('HGET', KEYS[2], field) or '', '[^,]+') do
      if tonumber(at) == rated then found = true else kept[#kept + 1] = at end
    end
    if found then
      redis.call('HSET', KEYS[2], field, table.concat(kept, ','))
      if field == 'b' then redis.call('HINCRBY', KEYS[5], 'c', -1) end
    end
  end
end
return {'OK'}
