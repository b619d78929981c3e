--- reopen: a result of an earlier session once more, by running what it rests on
-- in a world of its own. What is another than then is told: a document, a
-- plugin, the program; and what came with it.
local core = require "assay.core"
local past = require "assay.session.past"
local session = require "assay.session"
local sources = require "assay.session.sources"
local world = require "assay.session.world"

local reopen = {}

local function names(list)
    local by_name = {}
    for _, text in ipairs(list) do
        local name, version = tostring(text):match("^(.*)@([^@]*)$")
        if name then
            by_name[name] = version
        end
    end
    return by_name
end

--- What is to be told of plugins, in order of name.
local function plugin_differences(before)
    local was, is = names(before), names(past.plugins())
    local out, all = {}, {}
    for name in pairs(was) do
        all[#all + 1] = name
    end
    for name in pairs(is) do
        all[#all + 1] = was[name] == nil and name or nil
    end
    table.sort(all)
    for _, name in ipairs(all) do
        if is[name] == nil then
            out[#out + 1] = ("plugin %s %s is gone"):format(name, was[name])
        elseif was[name] == nil then
            out[#out + 1] = ("plugin %s %s is new"):format(name, is[name])
        elseif was[name] ~= is[name] then
            out[#out + 1] = ("plugin %s is %s, %s then"):format(name, is[name], was[name])
        end
    end
    return out
end

local function add(list, text, ...)
    list[#list + 1] = select("#", ...) > 0 and text:format(...) or text
end

--- The code in a line that is not too long.
local function quoted(code)
    return core.cut((code:gsub("%s+", " ")), 60)
end

--- Open what was open before the first entry, and what else is not there.
local function open_all(list, warnings)
    local open = require("assay.commands").open
    for _, source in ipairs(list) do
        if source.path and not sources.docs(source.path, source.real) then
            local real = source.real
            local path = (real == nil or core.paths.real(source.path) == real) and source.path or real
            local gone = world.is_gone(path)
            local good, why = not gone, gone
            if not gone then
                good, why = pcall(open, path)
            end
            if not good then
                add(warnings, (tostring(why):gsub("^.-open: ", "")))
            end
        end
    end
end

local function make_current(id)
    for _, doc in ipairs(session.opened()) do
        if doc.id == id then
            _G.doc = doc
            return
        end
    end
end

--- What of the documents is another than then.
local function document_differences(result, warnings)
    for _, source in ipairs(result.opened) do
        if not source.path or sources.docs(source.path, source.real) then
            add(warnings, sources.difference(source.path, source.n, source.sha256, source.real))
        end
    end
end

--- Run the entries before it, all that can run.
local function prepare(here, result, warnings)
    open_all(result.base, warnings)
    for _, step in ipairs(result.before) do
        local good, why = pcall(here.run, here, step)
        if not good and not step.failed then
            add(warnings, "%s: %s", quoted(step.code), tostring(why):gsub("^reopen:%d+: ", ""))
        end
    end
end

--- What it rested on and is not made again.
local function tell_lost(result, warnings)
    for _, step in ipairs(result.lost or {}) do
        local left = type(step.left) == "table" and table.concat(step.left, ", ") or "what it left"
        add(warnings, "%s was interrupted and does not run again; without what it left: %s", quoted(step.code), left)
    end
end

--- Documents that an entry opens itself are not to be opened for it.
local function opens_itself(result)
    return result.code:find("%f[%w_]open%f[^%w_]") ~= nil
end

local function program_differences(result, warnings)
    if result.assay ~= core.version then
        add(warnings, "assay is %s, %s then", core.version, result.assay or "another")
    end
    local more = plugin_differences(result.plugins)
    table.move(more, 1, #more, #warnings + 1, warnings)
end

--- What came with it, and what did not.
local function notes_of(result, told)
    local notes, rules = {}, type(result.rules) == "table" and table.concat(result.rules, ", ") or ""
    if #told.came > 0 then
        add(notes, "what it rests on is here again: %s", table.concat(told.came, ", "))
    end
    if #told.stayed > 0 then
        add(notes, "what is called so here stays, not what it rests on: %s", table.concat(told.stayed, ", "))
    end
    if rules ~= "" and told.rules_stay then
        add(notes, "found with rules of that session (%s): this one's own stay", rules)
    elseif rules ~= "" then
        add(notes, "found with rules of that session, which are here again: %s", rules)
    end
    return world.is_entered() and {} or notes
end

--- Run a result again.
-- @tparam table result as past.find gives it
-- @treturn table values, as table.pack gives them; nil, besides the warnings:
--   it failed, with the message as the fourth
-- @treturn {string,...} what is another than then
-- @treturn {string,...} what came with it
function reopen.run(result)
    local warnings = {}
    local here <close> = world.enter(result)
    if type(result.folder) == "string" and result.folder ~= here.here and not here.is_elsewhere then
        add(warnings, "%s: the folder is gone; its paths are looked for here", result.folder)
    end
    tell_lost(result, warnings)
    prepare(here, result, warnings)
    if not opens_itself(result) then
        open_all(result.opened, warnings)
    end
    make_current(result.doc)
    here:speak()
    local values = table.pack(pcall(here.run, here, result))
    if not values[1] then
        return nil, warnings, {}, values[2]
    end
    if opens_itself(result) then
        open_all(result.opened, warnings)
    end
    document_differences(result, warnings)
    program_differences(result, warnings)
    local told = here:leave(result)
    return table.pack(table.unpack(values, 2, values.n)), warnings, notes_of(result, told)
end

return reopen
