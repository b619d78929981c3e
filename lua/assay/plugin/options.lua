--- Options of the commands: `--dry-run`, `--grant=read=/lists` on the command
-- line, {dry_run = true, grant = {"read=/lists"}} as the last argument of a
-- function at the prompt.
local core = require "assay.core"
local lists = require "assay.lists"

local options = {}

--- What each takes: nothing (a flag), a text, or texts, given several times.
local KINDS = {
    json = "flag", dry_run = "flag", offline = "flag", yes = "flag", no_password = "flag",
    no_grants = "flag", grant = "texts", to = "text", index = "text", key = "text",
    output = "text", ref = "text", signer = "text",
}

--- Tell options from arguments as the command line has them.
-- @treturn table options by name (_ for -), the words that are none
function options.split(...)
    local opts, words = {}, {}
    for _, word in ipairs {...} do
        local name, value = word:match("^%-%-([%w-]+)=?(.*)$")
        local kind = name and KINDS[(name:gsub("-", "_"))]
        if not kind then
            words[#words + 1] = word
        else
            name = name:gsub("-", "_")
            if kind == "flag" then
                opts[name] = true
            elseif kind == "text" then
                opts[name] = value
            else
                lists.put(opts, name, value)
            end
        end
    end
    return opts, words
end

local function check(name, key, value)
    local kind = KINDS[key]
    if not kind then
        error(("plugin.%s: there is no option \"%s\""):format(name, tostring(key)), 4)
    elseif kind == "text" and type(value) ~= "string" then
        error(("plugin.%s: %s must be a string (got %s)"):format(name, key, type(value)), 4)
    end
end

--- The same of a function's arguments: strings, then perhaps a table. Of a path
-- a leading ~/ is the user's home; no name begins so.
function options.taken(name, ...)
    local words = {...}
    local opts = {}
    if type(words[#words]) == "table" then
        for key, value in pairs(table.remove(words)) do
            check(name, key, value)
            opts[key] = key == "grant" and type(value) == "string" and {value}
                or type(value) == "string" and core.paths.home(value) or value
        end
    end
    for i, word in ipairs(words) do
        if type(word) ~= "string" then
            error(("plugin.%s: argument %d must be a string (got %s)"):format(name, i,
                type(word)), 3)
        end
        words[i] = core.paths.home(word)
    end
    return opts, words
end

return options
