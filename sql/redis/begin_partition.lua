-- Tells the next offset to apply of one partition, and stores the first one where none is stored yet.
--
-- KEYS[1]  hash of offsets (eng:leaderboard:offsets)
-- ARGV[1]  partition
-- ARGV[2]  the offset to begin with if none is stored, or '' to only ask
--
-- Result: { 'stored', offset, generation }  from here on batches are applied; the generation is when it was last begun anew
--         { 'unknown' }                     none is stored, and none was given
--         { 'wiped' }                       the hash does not exist or has no generation: it must be begun anew first (rebuild.lua)

local generation = redis.call('HGET', KEYS[1], 'rebuilt_ms')
if not generation then
  return { 'wiped' }
end
if ARGV[2] ~= '' then
  redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])
end
local stored = redis.call('HGET', KEYS[1], ARGV[1])
if not stored then
  return { 'unknown' }
end
return { 'stored', stored, generation }
