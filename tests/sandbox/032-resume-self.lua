-- Resumes, wraps and closes what runs: itself, its caller, the main thread.
-- want: harmless
local main = coroutine.running()
assert(not coroutine.resume(main))
assert(not pcall(coroutine.close, main))
local co
co = coroutine.create(function()
    assert(not coroutine.resume(co) and not coroutine.resume(main))
    assert(not pcall(coroutine.close, co) and not pcall(coroutine.close, main))
    return coroutine.status(main)
end)
local _, status = coroutine.resume(co)
assert(status == "normal", status)
assert(not coroutine.resume(co, 1, 2, 3))
