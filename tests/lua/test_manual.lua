--- What is made from the description of the API: the manuals and the files for
-- editors are well formed, name every entry, and are the same bytes each time.
local tap = dofile("tests/lua/tap.lua")
local api = require "assay.api"
local manual = require "assay.manual"
local words = require "assay.manual.words"

local folder = os.tmpname()
os.remove(folder)

local function sh(command)
    local pipe = io.popen(command .. " 2>&1")
    local out = pipe:read("a")
    return pipe:close(), out
end

local function read(name)
    local file = assert(io.open(folder .. "/" .. name, "rb"))
    local text = file:read("a")
    file:close()
    return text
end

manual.write(folder, "2026-01-02", "/somewhere")
local first = {}
for _, file in ipairs(manual.FILES) do
    first[file[1]] = read(file[1])
end
manual.write(folder, "2026-01-02", "/somewhere")
for _, file in ipairs(manual.FILES) do
    tap.ok(read(file[1]) == first[file[1]], file[1] .. " has the same bytes again")
    tap.ok(not first[file[1]]:find("0x%x%x%x%x") and #first[file[1]] > 50, file[1] .. " has no addresses")
end

--- All entries of some kinds whose place in a text is not found.
local function missing(find, ...)
    local kinds, lacking = {}, {}
    for _, kind in ipairs {...} do
        kinds[kind] = true
    end
    for _, entry in ipairs(api.list()) do
        if kinds[entry.kind] and not find(entry) then
            lacking[#lacking + 1] = entry.name
        end
    end
    return table.concat(lacking, " ")
end

-- ---- for editors -------------------------------------------------------------------

local cats = first["assay.lua"]
local chunk, why = load(cats, "=assay.lua")
tap.ok(chunk, "the LuaCATS file is Lua", why)

local function has(text)
    return cats:find("\n" .. text, 1, true) ~= nil
end

tap.is(missing(function(entry)
    return has("function " .. entry.name .. "(") or has(entry.name .. " = {}")
end, "command", "function"), "", "it has every command and function")
tap.is(missing(function(entry)
    local owner, name = api.split(entry)
    return has(("function of_%s:%s("):format(owner, name))
end, "method"), "", "and every method")
tap.is(missing(function(entry)
    return cats:find("\n---@class assay%." .. entry.name .. "%f[%W]")
        or has("---@alias assay." .. entry.name .. " string")
end, "type"), "", "and every type")
tap.is(missing(function(entry)
    local _, name = api.split(entry)
    return entry.name:find("^#") or has("---@field " .. (name or "?")) or has(entry.name .. " = nil")
        or has(entry.name .. " = {}")
end, "field"), "", "and every field")
tap.ok(has('---@field ["end"] integer'), "a field that is a keyword is quoted")
tap.ok(cats:find('---@overload fun%([^\n]*kind: "quote"%): assay%.quote%[%]'), "what a kind's records are, is known")
local unknown = {}
for _, line in ipairs {"@param", "@return", "@field"} do
    for name in cats:gmatch("\n%-%-%-" .. line .. "[^\n]-%f[%w]assay%.([%w_]+)%f[^%w_.]") do
        unknown[#unknown + 1] = not api.type(name) and name or nil
    end
end
tap.is(table.concat(unknown, " "), "", "every type that it names is there")
tap.ok(first["luarc.json"]:find('"workspace.library":["/somewhere"]', 1, true), ".luarc.json leads to it")

-- ---- luacheck -------------------------------------------------------------------------

local function put(name, text)
    local file = assert(io.open(folder .. "/" .. name, "w"))
    file:write(text)
    file:close()
    return folder .. "/" .. name
end

put("rc", ('stds.assay = dofile "%s/assay.luacheck"\nstd = "lua54+assay"\n'):format(folder))
local uses = {}
for _, entry in ipairs(api.list()) do
    if entry.kind == "command" or entry.kind == "function" then
        uses[#uses + 1] = ("print(%s)"):format(entry.name)
    end
end
uses[#uses + 1] = "doc = docs()[1]"
local good, out = sh(("luacheck --no-cache --config %s/rc %s"):format(folder,
    put("uses.lua", table.concat(uses, "\n") .. "\n")))
tap.ok(good, "luacheck takes the standard, which has every command and function", out)
good, out = sh(("luacheck --no-cache --config %s/rc %s"):format(folder,
    put("wrong.lua", "kwik('x')\nassay.opne('x')\nkwic = 1\n")))
tap.ok(not good and out:find("kwik", 1, true) and out:find("opne", 1, true) and out:find("read%-only"),
    "and tells what is not there", out)

-- ---- to be read -------------------------------------------------------------------------

good, out = sh(("python3 tests/support/html_check.py %s/assay.html"):format(folder))
tap.ok(good, "the HTML is well formed and whole in itself", out)
tap.is(missing(function(entry)
    return first["assay.html"]:find('<article id="' .. words.anchor(entry) .. '">', 1, true)
end, "command", "function", "method", "field", "type", "topic"), "", "it has every entry")

good, out = sh(("mandoc -T lint -W warning %s/assay-lua.7"):format(folder))
tap.ok(good and out == "", "the man page has no warnings", out)
good, out = sh(("mandoc -T utf8 %s/assay-lua.7 | col -b"):format(folder))
out = out:gsub("%s+", " ")
tap.ok(good, "and is formatted", out)
tap.is(missing(function(entry)
    local title = entry.kind == "topic" and entry.name or words.title(entry)
    return out:find(title:gsub("%s+", " "), 1, true)
end, "command", "function", "method", "field", "topic"), "", "with every entry as it is called")
tap.ok(out:find("a\\27[2Jb", 1, true), "a backslash is one")

sh("rm -rf " .. folder)
tap.done()
