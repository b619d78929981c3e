-- Spans, records and columns asked for again and again, all kept.
-- want: (needs more than 16 MiB of memory|not enough memory)
-- load: skip
for _ = 1, 1000 do doc:add("entity", 1, 1, {type = "X"}) end
local t = {}
while true do
    t[#t + 1] = {doc:spans "entity", doc:records(), doc:column "text", doc:within("entity", 1, 3)}
end
