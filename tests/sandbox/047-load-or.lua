-- A chain of `or` that the parser walks again and again.
-- want: ran longer than 1 s
load("return x" .. (" or x"):rep(700000))
while true do end
