-- Requires what is not its own.
-- want: cannot be a module
for _, name in ipairs {"../dep/main", "/etc/passwd", "..dep.main", "lib/", "a..b", ".lib", "lib.", "", "li b",
    "lib\0x", "os", "io", "debug", "package", "plugin.yaml", "lib;os"} do
    assert(not pcall(require, name), name)
end
require "../dep/main"
