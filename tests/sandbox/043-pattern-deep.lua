-- Captures and items without number.
-- want: harmless
for _, p in ipairs {("("):rep(100000), ("(.)"):rep(33), ("%1"):rep(9), ("[a"):rep(1000), ("%b"):rep(9) .. "%",
    ("(a-)*"):rep(1000), "%f", "%", "[", "[%", "(()", "%g("} do
    pcall(string.find, ("a"):rep(1000), p)
    pcall(string.gsub, ("a"):rep(1000), p, "%9")
end
