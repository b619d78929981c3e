-- Prints more than its quota: one line says that the rest is dropped.
-- want: harmless
-- not: (?s)(x{100}.*){700}
for _ = 1, 10000 do print(("x"):rep(100)) end
