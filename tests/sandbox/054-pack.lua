-- Formats of string.pack that are long, wrong or enormous.
-- want: harmless
pcall(string.pack, ("i16"):rep(100000))
pcall(string.pack, "!16" .. ("x"):rep(1000000))
pcall(string.unpack, ("b"):rep(1000000), ("x"):rep(1000000))
pcall(string.unpack, ("z"):rep(300), ("\0"):rep(1000))
pcall(string.packsize, ("c999999999"):rep(3))
pcall(string.packsize, "!16 i17")
pcall(string.unpack, "s8", ("\255"):rep(8))
pcall(string.pack, "c2147483647", "x")
pcall(utf8.char, math.maxinteger)
pcall(string.char, 256, -1)
