-- Applies one batch of one partition of engagement_enriched to the minute sets, once: all of it or nothing, and no event twice.
--
-- KEYS[1]        hash of offsets (eng:leaderboard:offsets): field = partition, value = next offset to apply; field rebuilt_ms = the generation
-- KEYS[2]        hash of events outside every window (eng:leaderboard:outside): fields past, future
-- KEYS[3..2+m]   minute sets (zset:eng:minute:YYYYMMDDHHMM) that the batch adds to
-- KEYS[3+m..]    pages (eng:leaderboard:scored:GENERATION:PAGE): bitmaps of the events that have scored or were counted outside
-- ARGV[1]        partition
-- ARGV[2]        the offset from which the batch goes on; must be what is stored
-- ARGV[3]        the next offset after the batch
-- ARGV[4]        the generation that the keys of the pages are of; must be what is stored
-- ARGV[5]        m, the number of minute sets
-- then           for each minute set and then for each page, in the order of KEYS: when it expires (seconds since the epoch)
-- then           for each event: its page (1 for the first one), its bit there, its minute set (1 for the first one) or `past` or `future`,
--                the member, cents to add (a whole number)
--
-- Result: { 'applied' }            (an error: nothing was changed)
--         { 'differs', stored }  another offset is stored; nothing was changed
--         { 'unknown' }          no offset is stored for this partition, or it is another generation; nothing was changed
--         { 'wiped' }            the hash of offsets does not exist; nothing was changed
--
-- A score is read, rounded to whole cents, added to and written with two places: never the sum of two doubles.

local partition = ARGV[1]
local known = redis.call('HMGET', KEYS[1], partition, 'rebuilt_ms')
if not known[1] then
  if redis.call('EXISTS', KEYS[1]) == 0 then
    return { 'wiped' }
  end
  return { 'unknown' }
end
if known[2] ~= ARGV[4] then
  return { 'unknown' }
end
if known[1] ~= ARGV[2] then
  return { 'differs', known[1] }
end

local minutes = tonumber(ARGV[5])
local first_page = 2 + minutes

-- What fails half way takes nothing back: events would count as scored that have not been added. So whatever a user may be refused, and
-- whatever is of another type, has to fail before the first write. Memory, a copy and a full disk refuse the first write or none.
local tried = { { 'HSET', KEYS[1], 'x', 'x' }, { 'HINCRBY', KEYS[2], 'x', 1 } }
redis.call('HLEN', KEYS[2])
for i = 1, minutes do
  local key = KEYS[2 + i]
  redis.call('ZCARD', key)
  table.insert(tried, { 'ZSCORE', key, 'x' })
  table.insert(tried, { 'ZADD', key, 1, 'x' })
  table.insert(tried, { 'EXPIREAT', key, 1 })
end
for i = first_page + 1, #KEYS do
  local key = KEYS[i]
  redis.call('GETBIT', key, 0)
  table.insert(tried, { 'SETBIT', key, 0, 1 })
  table.insert(tried, { 'EXPIRETIME', key })
  table.insert(tried, { 'EXPIREAT', key, 1 })
end
for _, command in ipairs(tried) do
  if not redis.acl_check_cmd(unpack(command)) then
    return redis.error_reply('NOPERM this user may not run ' .. command[1] .. ' on ' .. command[2])
  end
end

local sums = {}
local outside = { past = 0, future = 0 }
for i = 1, minutes do
  sums[i] = {}
end

-- An event that is told again (by a snapshot, a backfill, a repair) finds its bit set and adds nothing.
for at = 6 + #KEYS - 2, #ARGV, 5 do
  if redis.call('SETBIT', KEYS[first_page + tonumber(ARGV[at])], ARGV[at + 1], 1) == 0 then
    local place = ARGV[at + 2]
    if outside[place] then
      outside[place] = outside[place] + 1
    else
      local set = sums[tonumber(place)]
      local member = ARGV[at + 3]
      set[member] = (set[member] or 0) + tonumber(ARGV[at + 4])
    end
  end
end

for i = 1, minutes do
  local key = KEYS[2 + i]
  for member, added in pairs(sums[i]) do
    local cents = added
    local score = redis.call('ZSCORE', key, member)
    if score then
      cents = cents + math.floor(tonumber(score) * 100 + 0.5)
    end
    redis.call('ZADD', key, string.format('%.2f', cents / 100), member)
  end
  redis.call('EXPIREAT', key, ARGV[5 + i])
end
for i = first_page + 1, #KEYS do
  -- A page holds events of many minutes: it lives as long as the latest of them. Without an expiry EXPIRETIME says -1.
  local expires = ARGV[5 + i - 2]
  if redis.call('EXPIRETIME', KEYS[i]) < tonumber(expires) then
    redis.call('EXPIREAT', KEYS[i], expires)
  end
end

for field, count in pairs(outside) do
  if count > 0 then
    redis.call('HINCRBY', KEYS[2], field, count)
  end
end
redis.call('HSET', KEYS[1], partition, ARGV[3])
return { 'applied' }
