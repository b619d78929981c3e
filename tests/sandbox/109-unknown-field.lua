-- A property that documents do not have: long, with bytes that are no text or command a terminal; the message, which
-- names a near one, is escaped.
-- want: there is no
-- load: skip
-- not: [\x07\x1b\x9b]
local function get(key) return doc[key] end
for _, key in ipairs {("x"):rep(4 << 20), "", "\0", "\xFF\xFE", "tit\0e", ("i"):rep(64)} do
    assert(not pcall(get, key), "found")
end
for _ = 1, 2000 do pcall(get, ("titel"):rep(12)) end
return get "\27]0;titel\7\u{9B}31m\u{202E}"
