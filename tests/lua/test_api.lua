--- The description of the API: it agrees with what there is, every example
-- runs in a session of its own and prints what it says.
local tap = dofile("tests/lua/tap.lua")
local api = require "assay.api"

local program = os.getenv("ASSAY") or "build/assay"
local here = io.popen("pwd"):read("l")
if program:sub(1, 1) ~= "/" then
    program = here .. "/" .. program
end
local folder = os.tmpname()
os.remove(folder)

--- Whether it went well, and what it printed; errors too, unless they are
-- to go elsewhere.
local function sh(command, errors)
    local pipe = io.popen(command .. (errors and " 2>" .. errors or " 2>&1"))
    local out = pipe:read("a")
    return pipe:close(), out
end

local function quoted(text)
    return "'" .. text:gsub("'", "'\\''") .. "'"
end

assert(sh("mkdir " .. folder .. " && ln -s " .. quoted(here .. "/examples") .. " " .. folder .. "/examples"))

-- ---- both sides agree --------------------------------------------------------

local good, out = sh(quoted(program) .. " run tests/support/api_check.lua")
tap.ok(good, "what is registered is described, and the other way round", out)

--- What the check says about a description with `text` in the place of a file.
local function check_with(name, change)
    local share = folder .. "/share"
    sh(("rm -rf %s && mkdir -p %s && cp -r lua %s/ && ln -s %s/plugins %s/plugins"):format(share, share, share,
        quoted(here), share))
    local path = share .. "/lua/assay/api/" .. name
    local file = assert(io.open(path))
    local text = file:read("a")
    file:close()
    file = assert(io.open(path, "w"))
    file:write((change(text)))
    file:close()
    return sh(("ASSAY_SHARE=%s %s run tests/support/api_check.lua"):format(share, quoted(program)))
end

local function must_fail(file, from, to, message, name)
    local ok, told = check_with(file, function(text)
        local first, last = text:find(from, 1, true)
        assert(first, from)
        return text:sub(1, first - 1) .. to .. text:sub(last + 1)
    end)
    tap.ok(not ok and told:find(message, 1, true), name, told)
end

must_fail("documents.yaml", "- name: use\n", "- name: uze\n", "use is there and no file of lua/assay/api describes it",
    "a command that is not described fails the check")
must_fail("documents.yaml", "- name: use\n", "- name: uze\n", "documents.yaml: uze is described and is not there",
    "so does a description of nothing")
must_fail("documents.yaml", "- {name: which,", "- {name: wich,",
    "use: parameter 1 is wich in the description and which in", "and a parameter by another name")
must_fail("documents.yaml", "string|document,", "string|documnt,",
    "no entry describes the type documnt: did you mean document?", "and a type that is not described")
must_fail("documents.yaml", "- name: use\n", "- name: text\n", "text is described in another file, too",
    "and what is described twice")
must_fail("documents.yaml", "  kind: command\n", "  kinds: command\n", "documents.yaml:6:3: unknown key \"kinds\"",
    "an unknown key is told with its place")

-- ---- the sandbox -----------------------------------------------------------------

local function put(path, text)
    local file = assert(io.open(path, "w"))
    file:write(text, "\n")
    file:close()
end

assert(sh("mkdir -p " .. folder .. "/plugins/asked"))
put(folder .. "/plugins/asked/plugin.yaml", [[
name: asked
version: 0.1.0
api: ">=0.1 <1"
summary: Tells what the code of a plugin has
license: MIT
authors: [assay]
]])
put(folder .. "/plugins/asked/main.lua", [[
local names = {}
local function add(prefix, t)
    for key, value in pairs(t) do
        names[#names + 1] = prefix .. key
        if type(value) == "table" then add(prefix .. key .. ".", value) end
    end
end
add("assay.", assay)
table.sort(names)
print(table.concat(names, " "))
return {}
]])
local _, told = sh(("%s --plugins %s/plugins -e 'assay.text(\"x\")'"):format(quoted(program), folder))
local there, undescribed, absent = {}, {}, {}
for name in told:gmatch("assay%.[%w_.]+") do
    there[name] = true
    undescribed[#undescribed + 1] = not api.find(name) and name or nil
end
tap.ok(there["assay.gazetteer"] and #undescribed == 0, "what a plugin's code has is described",
    table.concat(undescribed, " ") .. told)
for _, entry in ipairs(api.list()) do
    if entry.file == "sandbox.yaml" and entry.kind ~= "topic" then
        absent[#absent + 1] = not there[entry.name] and entry.name or nil
    end
end
tap.is(table.concat(absent, " "), "", "and the other way round")

local template = {files = setmetatable({}, {__newindex = function() end})}
assert(loadfile("lua/assay/plugin/template/luacheckrc.in", "t", template))()
local fields, listed = template.read_globals.assay.fields, {}
for key, value in pairs(fields) do
    listed["assay." .. (math.type(key) and value or key)] = true
    for _, name in ipairs(type(value) == "table" and value.fields or {}) do
        listed["assay." .. key .. "." .. name] = true
    end
end
local differ = {}
for name in pairs(there) do
    differ[#differ + 1] = not listed[name] and name or nil
end
for name in pairs(listed) do
    differ[#differ + 1] = not there[name] and name or nil
end
tap.is(table.concat(differ, " "), "", "and luacheck is told the same where a plugin is made")

-- ---- examples ---------------------------------------------------------------------

--- Does a text fit what it should print, in which `...` stands for any text?
local function fits(text, wanted)
    local function trimmed(s)
        return (s:gsub("[ \t]+\n", "\n"):gsub("%s+$", ""))
    end
    local pattern = trimmed(wanted):gsub("[%^%$%(%)%%%.%[%]%*%+%-%?]", "%%%0"):gsub("%%%.%%%.%%%.", ".*")
    return trimmed(text):find("^" .. pattern .. "$") ~= nil
end

for i, entry in ipairs(api.list()) do
    if entry.example then
        local path = ("%s/%d.lua"):format(folder, i)
        local file = assert(io.open(path, "w"))
        file:write(entry.example, "\n")
        file:close()
        local ran, printed = sh(("cd %s && ASSAY_SHARE=%s %s run %s/tests/support/example.lua %s"):format(folder,
            quoted(here), quoted(program), quoted(here), path), path .. ".err")
        local fine = ran and (not entry.prints or fits(printed, entry.prints))
        tap.ok(fine, ("the example of %s"):format(entry.name),
            ("%s\n--- printed\n%s--- wanted\n%s\n%s"):format(entry.example, printed, entry.prints or "no error",
                io.open(path .. ".err"):read("a")))
    end
end

sh("rm -rf " .. folder)
tap.done()
