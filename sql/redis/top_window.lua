-- Reads the top of one window: the union of its minute sets, without writing anything (callable through EVAL_RO).
--
-- KEYS[1..n]  the minute sets of the window (zset:eng:minute:YYYYMMDDHHMM); missing ones count as empty
-- ARGV[1]     how many members to answer with, at most
-- ARGV[2]     a member to leave out (the canary), or ''
--
-- Result: { members, id1, cents1, id2, cents2, ... }
--   members  how many members the window has, the one left out not counted
--   cents    seconds * 100 as an integer, largest first; equal ones in the order of their ids
--
-- Stored scores are doubles close to a whole number of cents, so the sum of an hour's is rounded once, here.

local limit = tonumber(ARGV[1])
local left_out = ARGV[2]

local command = { 'ZUNION', #KEYS }
for _, key in ipairs(KEYS) do
  command[#command + 1] = key
end
command[#command + 1] = 'WITHSCORES'
local flat = redis.call(unpack(command))

local rows = {}
for i = 1, #flat, 2 do
  if flat[i] ~= left_out then
    rows[#rows + 1] = { id = flat[i], cents = math.floor(tonumber(flat[i + 1]) * 100 + 0.5) }
  end
end

table.sort(rows, function(a, b)
  if a.cents ~= b.cents then
    return a.cents > b.cents
  end
  return a.id < b.id
end)

local answer = { #rows }
for i = 1, math.min(limit, #rows) do
  answer[#answer + 1] = rows[i].id
  answer[#answer + 1] = rows[i].cents
end
return answer
