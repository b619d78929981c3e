--- enable, disable, pin, unpin, config: what is marked in the lock file and
-- leaves a plugin's files alone.
local core = require "assay.core"
local install = require "assay.plugin.install"
local plan = require "assay.plugin.plan"
local present = require "assay.plugin.present"
local result = require "assay.plugin.result"
local text = require "assay.plugin.text"

local switch = {}

local function find(all, name)
    local item = all.by_name[name]
    if not item then
        error(("there is no plugin \"%s\"; `assay plugin list' has them"):format(text.clean(name)), 0)
    end
    return item
end

local function installed(all, name)
    local item = present.installed(all, name)
    if not item then
        error(("%s is not installed: this is for plugins that `assay plugin install' brought"):format(
            text.clean(name)), 0)
    end
    return item
end

local function set_of(words)
    local out = {}
    for _, word in ipairs(words) do
        out[word] = true
    end
    return out
end

local function told(rows, opts)
    return result.changes(rows, opts, function(row) return row.name .. ": " .. row.now end)
end

-- ---- on and off -------------------------------------------------------------

--- Others that are on must not lose what they require.
local function check_off(all, names)
    local needing = present.requiring(all, names, names)
    if #needing > 0 then
        local r = needing[1]
        error(("%s requires %s: disable it too, as in `assay plugin disable %s %s'"):format(r.name,
            r.requires, r.requires, r.name), 0)
    end
end

--- Does one of two plugins say that it is in conflict with the other?
local function enemies(a, b)
    for _, c in ipairs(a.manifest and a.manifest.conflicts or {}) do
        if c.name == b.name and b.version
            and (not c.range or core.store.version_in(c.range, b.version)) then
            return true
        end
    end
    return false
end

local function check_needs(all, names, item)
    for _, need in ipairs(item.manifest and item.manifest.requires or {}) do
        local other = all.by_name[need.name]
        if not other then
            error(("%s requires %s, which is not there: install it first"):format(item.name, need.name), 0)
        elseif not other.enabled and not names[need.name] then
            error(("%s requires %s: enable it too, as in `assay plugin enable %s %s'"):format(item.name,
                need.name, item.name, need.name), 0)
        end
    end
end

--- What is switched on must have what it requires, and no enemy that is on.
local function check_on(all, names)
    for name in pairs(names) do
        local item = all.by_name[name]
        check_needs(all, names, item)
        for _, other in ipairs(all.list) do
            local on = not other.hidden and (other.enabled or names[other.name])
            if on and (enemies(item, other) or enemies(other, item)) then
                error(("%s is in conflict with %s: disable that first"):format(name, other.name), 0)
            end
        end
    end
end

--- The state with a plugin on or off: installed ones have a mark of their own.
local function switched(state, item, on)
    local disabled = {}
    for _, name in ipairs(state.disabled or {}) do
        if name ~= item.name then
            disabled[#disabled + 1] = name
        end
    end
    if not on and not item.entry then
        disabled[#disabled + 1] = item.name
        table.sort(disabled)
    end
    local out = plan.with(state, item.entry and item.name or nil,
        function(entry) entry.enabled = on end)
    out.disabled = disabled
    return out
end

local function turn(words, opts, on)
    return install.within(function(txn)
        local all, names, rows = present.read(), set_of(words), {}
        for _, name in ipairs(words) do
            find(all, name)
        end
        (on and check_on or check_off)(all, names)
        local state = all.state
        for i, name in ipairs(words) do
            local item = all.by_name[name]
            state = switched(state, item, on)
            rows[i] = {name = name, now = on and "on" or "off"}
        end
        install.commit(txn, state, opts)
        return told(rows, opts)
    end)
end

--- enable NAME...
function switch.enable(words, opts)
    return turn(words, opts, true)
end

--- disable NAME...
function switch.disable(words, opts)
    return turn(words, opts, false)
end

-- ---- versions that stay -----------------------------------------------------

--- pin NAME [VERSION]
function switch.pin(words, opts)
    local name, version = words[1], words[2]
    if #words > 2 then
        error("pin: one name, and perhaps a version", 0)
    end
    local now = installed(present.read(), name).entry
    if version and version ~= now.version then
        local with = {pin = true, to = version}
        for key, value in pairs(opts) do
            with[key] = value
        end
        return install.update({name}, with)
    end
    return install.within(function(txn)
        install.commit(txn, plan.with(present.read().state, name, function(entry) entry.pinned = true end), opts)
        return told({{name = name, now = "pinned to " .. now.version}}, opts)
    end)
end

--- unpin NAME...
function switch.unpin(words, opts)
    return install.within(function(txn)
        local all, rows = present.read(), {}
        local state = all.state
        for i, name in ipairs(words) do
            installed(all, name)
            state = plan.with(state, name, function(entry) entry.pinned = false end)
            rows[i] = {name = name, now = "not pinned"}
        end
        install.commit(txn, state, opts)
        return told(rows, opts)
    end)
end

-- ---- settings ---------------------------------------------------------------

--- What a value of a type looks like; any text is a text.
local CHECKS = {
    number = function(v) return v:match("^[-+.eE%d]+$") and tonumber(v) ~= nil end,
    boolean = function(v) return v == "true" or v == "false" end,
}

local function option_of(item, key)
    local names = {}
    for i, option in ipairs(item.manifest and item.manifest.config or {}) do
        if option.name == key then
            return option
        end
        names[i] = text.clean(option.name)
    end
    error(("%s: there is no setting \"%s\"%s"):format(item.name, text.clean(key),
        #names > 0 and ": it has " .. table.concat(names, ", ") or ""), 0)
end

--- KEY=VALUE into the entry; KEY= goes back to the default.
local function set(item, entry, word)
    local key, value = word:match("^([^=]+)=(.*)$")
    if not key then
        error(("config: \"%s\" must be KEY=VALUE"):format(text.clean(word)), 0)
    end
    local option = option_of(item, key)
    local check = CHECKS[option.type]
    if value ~= "" and check and not check(value) then
        error(("%s: %s must be a %s%s, and \"%s\" is none"):format(item.name, key, option.type,
            option.type == "boolean" and " (true or false)" or "", text.clean(value)), 0)
    end
    local config = {}
    for _, pair in ipairs(entry.config or {}) do
        if pair.name ~= key then
            config[#config + 1] = pair
        end
    end
    if value ~= "" then
        config[#config + 1] = {name = key, value = value}
        table.sort(config, function(a, b) return a.name < b.name end)
    end
    entry.config = config
end

local function settings(item, entry)
    local values, rows = {}, {}
    for _, pair in ipairs(entry and entry.config or {}) do
        values[pair.name] = pair.value
    end
    for i, option in ipairs(item.manifest and item.manifest.config or {}) do
        rows[i] = {name = option.name, type = option.type, value = values[option.name] or option.value,
                   default = option.value, doc = option.doc}
    end
    return require("assay.table").new(rows, {"name", "type", "value", "default", "doc"},
        item.name .. " has no settings")
end

--- config NAME [KEY=VALUE...]
function switch.config(words, opts)
    local name = words[1]
    if #words == 1 then
        local item = find(present.read(), name)
        return settings(item, item.entry)
    end
    return install.within(function(txn)
        local item, changed = installed(present.read(), name), nil
        local state = plan.with(present.read().state, name, function(entry)
            for i = 2, #words do
                set(item, entry, words[i])
            end
            changed = entry
        end)
        install.commit(txn, state, opts)
        return settings(item, changed)
    end)
end

return switch
