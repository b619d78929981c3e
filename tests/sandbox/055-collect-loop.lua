-- Collects garbage for ever, with much of it alive.
-- want: ran longer than 1 s
local t, hollow = {}, {}
for i = 1, 100000 do t[i] = {} hollow[i] = true end
for k in pairs(hollow) do hollow[k] = nil end
while true do
    collectgarbage()
    collectgarbage("step")
    next(hollow)
end
