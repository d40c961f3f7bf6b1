-- Begins the leaderboard anew: removes its minute sets and offsets, so that it can be rebuilt from the topic.
-- Of several workers that find it wiped, one does it and the others see that it is done.
--
-- KEYS[1]     hash of offsets (eng:leaderboard:offsets)
-- KEYS[2]     hash of events outside every window (eng:leaderboard:outside)
-- KEYS[3..n]  every minute set that may exist
-- ARGV[1]     now, in milliseconds since the epoch: kept in field rebuilt_ms, so that the hash exists from now on. It is the generation:
--             pages of scored events are named after it, so that those of the life before are of no account any more and expire
-- ARGV[2]     '' to begin anew only if the hash does not exist or has no generation; or a partition whose stored offset is of another topic's life
-- ARGV[3]     that offset: if another is stored by now, nothing is done
--
-- Result: 1 when it was begun anew, 0 when nothing was to be done

if redis.call('HEXISTS', KEYS[1], 'rebuilt_ms') == 1 then
  if ARGV[2] == '' or redis.call('HGET', KEYS[1], ARGV[2]) ~= ARGV[3] then
    return 0
  end
end
for _, key in ipairs(KEYS) do
  redis.call('DEL', key)
end
redis.call('HSET', KEYS[1], 'rebuilt_ms', ARGV[1])
return 1
