--- From chosen releases to changes, and to the new state of the lock file. Pure:
-- tables in, tables out.
local plan = {}

local KEPT = 3 -- generations to roll back to

--- What rollback needs of a generation.
function plan.generation(entry)
    return {version = entry.version, tree = entry.tree, source = entry.source,
            commit = entry.commit, signer = entry.signer, grants = entry.grants or {}}
end

--- Newest first, no tree twice, at most KEPT.
local function history(entry, tree)
    local out, seen = {}, {[tree] = true}
    local all = {plan.generation(entry)}
    table.move(entry.previous or {}, 1, #(entry.previous or {}), 2, all)
    for _, old in ipairs(all) do
        if not seen[old.tree] and #out < KEPT then
            seen[old.tree] = true
            out[#out + 1] = old
        end
    end
    return out
end

--- Settings that the new manifest still has.
local function kept_config(entry, manifest)
    local known, out = {}, {}
    for _, option in ipairs(manifest.config or {}) do
        known[option.name] = true
    end
    for _, pair in ipairs(entry and entry.config or {}) do
        if known[pair.name] then
            out[#out + 1] = pair
        end
    end
    return out
end

--- The entry of a staged release in the place of `old` (nil: none).
-- @tparam table marks wanted, pinned, grants
function plan.entry(staged, old, marks)
    local pinned = marks.pinned
    if pinned == nil then
        pinned = old and old.pinned or false
    end
    return {
        name = staged.name, version = staged.version, tree = staged.tree,
        source = staged.source, commit = staged.commit,
        signer = staged.signature and staged.signature.key or nil,
        enabled = not old or old.enabled, pinned = pinned,
        wanted = marks.wanted or old and old.wanted or false,
        grants = marks.grants or {}, config = kept_config(old, staged.manifest),
        previous = old and history(old, staged.tree) or {},
    }
end

local function word_of(old, staged, compare)
    if not old then
        return "install"
    elseif old.tree == staged.tree then
        return staged.repair and "repair" or "same"
    end
    local c = compare(staged.version, old.version)
    return c > 0 and "update" or c < 0 and "downgrade" or "replace"
end

--- What is to be done, in order: dependencies first, what goes at the end.
-- @tparam table choice of resolve.run; releases that are not there have `staged`
-- @tparam table old name -> entry of the lock file
-- @tparam table present name -> what took part in choosing
-- @treturn {table,...} name, what (install, update, downgrade, replace, same,
--   remove), staged, old, because (who requires it)
function plan.changes(choice, old, present, compare)
    local out = {}
    for _, name in ipairs(choice.order) do
        local staged = choice.chosen[name].staged
        if staged then
            local by = {}
            for _, d in ipairs(choice.demands) do
                if d.name == name and d.owner then
                    by[#by + 1] = d.by
                end
            end
            out[#out + 1] = {name = name, what = word_of(old[name], staged, compare),
                             staged = staged, old = old[name], because = by}
        end
    end
    for _, name in ipairs(plan.unwanted(choice, old, present)) do
        out[#out + 1] = {name = name, what = "remove", old = old[name], because = {}}
    end
    return out
end

--- Installed only for others, and no longer required by what is chosen.
function plan.unwanted(choice, old, present)
    local out = {}
    for name, entry in pairs(old) do
        if present[name] and not entry.wanted and not choice.chosen[name] then
            out[#out + 1] = name
        end
    end
    table.sort(out)
    return out
end

--- A plugin that comes is on, whatever bore its name before.
local function without(names, changed)
    local out = {}
    for _, name in ipairs(names or {}) do
        local c = changed[name]
        if not c or c.old or not c.staged then
            out[#out + 1] = name
        end
    end
    return out
end

--- The state with the changes in it. `marks`: name -> wanted, pinned, grants.
function plan.state(state, changes, marks)
    local changed, entries = {}, {}
    for _, c in ipairs(changes) do
        changed[c.name] = c
    end
    for _, entry in ipairs(state.plugins) do
        if not changed[entry.name] then
            entries[#entries + 1] = entry
        end
    end
    for _, c in ipairs(changes) do
        if c.staged then
            entries[#entries + 1] = plan.entry(c.staged, c.old, marks[c.name] or {})
        end
    end
    table.sort(entries, function(a, b) return a.name < b.name end)
    return {plugins = entries, disabled = without(state.disabled, changed)}
end

--- A copy of the state with `change(entry)` called for one entry, or, if it
-- returns false, without that entry.
function plan.with(state, name, change)
    local entries = {}
    for _, entry in ipairs(state.plugins) do
        local copy = {}
        for key, value in pairs(entry) do
            copy[key] = value
        end
        if entry.name ~= name or change(copy) ~= false then
            entries[#entries + 1] = copy
        end
    end
    return {plugins = entries, disabled = state.disabled}
end

return plan
