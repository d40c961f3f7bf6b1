-- Applies one batch of one partition of engagement_enriched to the minute sets, once: all of it or nothing.
--
-- KEYS[1]     hash of offsets (eng:leaderboard:offsets): field = partition, value = next offset to apply
-- KEYS[2]     hash of events outside every window (eng:leaderboard:outside): fields past, future
-- KEYS[3..n]  minute sets (zset:eng:minute:YYYYMMDDHHMM) that the batch adds to
-- ARGV[1]     partition
-- ARGV[2]     the offset from which the batch goes on; must be what is stored
-- ARGV[3]     the next offset after the batch
-- ARGV[4]     events of the far past in the batch
-- ARGV[5]     events of the future in the batch
-- ARGV[6..]   for each minute set, in the order of KEYS: when it expires (seconds since the epoch), the number m of members,
--             then m times: member, cents to add (a whole number)
--
-- Result: { 'applied' }
--         { 'differs', stored }  another offset is stored; nothing was changed
--         { 'unknown' }          no offset is stored for this partition; nothing was changed
--         { 'wiped' }            the hash of offsets does not exist; nothing was changed
--
-- A score is read, rounded to whole cents, added to and written with two places: never the sum of two doubles.

local partition = ARGV[1]
local stored = redis.call('HGET', KEYS[1], partition)
if not stored then
  if redis.call('EXISTS', KEYS[1]) == 0 then
    return { 'wiped' }
  end
  return { 'unknown' }
end
if stored ~= ARGV[2] then
  return { 'differs', stored }
end

local at = 6
for i = 3, #KEYS do
  local expires = ARGV[at]
  local members = tonumber(ARGV[at + 1])
  at = at + 2
  for _ = 1, members do
    local member = ARGV[at]
    local cents = tonumber(ARGV[at + 1])
    at = at + 2
    local score = redis.call('ZSCORE', KEYS[i], member)
    if score then
      cents = cents + math.floor(tonumber(score) * 100 + 0.5)
    end
    redis.call('ZADD', KEYS[i], string.format('%.2f', cents / 100), member)
  end
  redis.call('EXPIREAT', KEYS[i], expires)
end

if ARGV[4] ~= '0' then
  redis.call('HINCRBY', KEYS[2], 'past', ARGV[4])
end
if ARGV[5] ~= '0' then
  redis.call('HINCRBY', KEYS[2], 'future', ARGV[5])
end
redis.call('HSET', KEYS[1], partition, ARGV[3])
return { 'applied' }
