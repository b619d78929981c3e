-- Stops and tunes the collector.
-- want: may only
assert(collectgarbage("count") > 0)
for _, what in ipairs {"stop", "incremental", "generational", "setpause", "isrunning", "restart"} do
    assert(not pcall(collectgarbage, what, 0))
end
collectgarbage("stop")
