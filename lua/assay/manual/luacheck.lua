--- The globals for luacheck: a file that a .luacheckrc reads with dofile, and
-- takes as the standard "assay".
local api = require "assay.api"
local lists = require "assay.lists"

local luacheck = {}

--- name -> fields, as a tree, of all that is called or held by a global.
local function tree()
    local root = {}
    for _, entry in ipairs(api.list()) do
        if entry.kind == "command" or entry.kind == "function" or entry.kind == "field" and entry.name:find("^assay%.")
        then
            local at = root
            for name in entry.name:gmatch("[%w_]+") do
                at[name] = at[name] or {}
                at = at[name]
            end
        end
    end
    return root
end

local function write(out, t, indent)
    for _, name in ipairs(lists.keys(t)) do
        if next(t[name]) == nil then
            out[#out + 1] = ("%s%s = {other_fields = true},"):format(indent, name)
        else
            out[#out + 1] = ("%s%s = {fields = {"):format(indent, name)
            write(out, t[name], indent .. "    ")
            out[#out + 1] = ("%s}},"):format(indent)
        end
    end
end

--- The file.
function luacheck.text()
    local out = {
        "-- The globals of assay's scripts, for luacheck; made from lua/assay/api. In a",
        "-- .luacheckrc: stds.assay = dofile \"assay.luacheck\"; std = \"lua54+assay\"",
        "return {",
        "    globals = {\"doc\"},",
        "    read_globals = {",
    }
    write(out, tree(), "        ")
    out[#out + 1] = "    },"
    out[#out + 1] = "}"
    return table.concat(out, "\n") .. "\n"
end

return luacheck
