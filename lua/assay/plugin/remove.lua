--- remove: what the user names, and what was installed only for that.
local install = require "assay.plugin.install"
local present = require "assay.plugin.present"
local result = require "assay.plugin.result"
local text = require "assay.plugin.text"

local remove = {}

--- The installed items that are meant.
local function targets(all, words)
    local going = {}
    for _, name in ipairs(words) do
        local item = present.installed(all, name)
        local other = all.by_name[name]
        if not item and other and other.from == "bundled" then
            error(("%s is bundled: `assay plugin disable %s' switches it off"):format(name, name), 0)
        elseif not item and other then
            error(("%s is yours: delete the folder %s"):format(name, text.clean(other.dir)), 0)
        elseif not item then
            error(("%s is not installed; `assay plugin list' has what there is"):format(text.clean(name)), 0)
        end
        going[name] = true
    end
    return going
end

--- Behind a plugin of the user's or --plugins: nobody sees it go.
local function only_visible(all, going)
    local out = {}
    for name in pairs(going) do
        out[name] = all.by_name[name].entry and true or nil
    end
    return out
end

local function check_required(all, going)
    local needing = present.requiring(all, only_visible(all, going), going)
    if #needing == 0 then
        return
    end
    local names, seen = {}, {}
    for _, r in ipairs(needing) do
        if not seen[r.name] then
            seen[r.name] = true
            names[#names + 1] = r.name
        end
    end
    local first = needing[1]
    error(("%s requires %s: remove it too, as in `assay plugin remove %s %s'"):format(first.name,
        first.requires, first.requires, table.concat(names, " ")), 0)
end

--- Names that the rest still needs: what is wanted, broken or not, what others
-- require, and so on.
local function needed(all, going)
    local keep, todo = {}, {}
    local function add(name)
        if not keep[name] and not going[name] then
            keep[name] = true
            todo[#todo + 1] = name
        end
    end
    for _, item in ipairs(all.list) do
        if not item.entry or item.entry.wanted or not item.manifest then
            add(item.name)
        end
    end
    while #todo > 0 do
        local item = all.by_name[table.remove(todo)]
        for _, need in ipairs(item and item.manifest and item.manifest.requires or {}) do
            add(need.name)
        end
    end
    return keep
end

--- Add what was installed for others and is needed by nobody now.
local function add_unwanted(all, going)
    local keep, extra = needed(all, going), {}
    for _, entry in ipairs(all.state.plugins) do
        if not keep[entry.name] and not going[entry.name] then
            extra[entry.name] = true
        end
    end
    return extra
end

local function report(rows, opts)
    return result.changes(rows, opts, function(row)
        return ("%s %s %s%s"):format(opts.dry_run and "remove" or "removed", row.name, row.version,
            row.unwanted and ": nothing requires it any more" or "")
    end)
end

--- remove NAME...
function remove.remove(words, opts)
    return install.within(function(txn)
        local all = present.read()
        local going = targets(all, words)
        check_required(all, going)
        local extra = add_unwanted(all, going)
        local kept, rows = {}, {}
        for _, entry in ipairs(all.state.plugins) do
            if going[entry.name] or extra[entry.name] then
                rows[#rows + 1] = {name = entry.name, version = entry.version, what = "remove",
                                   unwanted = extra[entry.name] or false}
            else
                kept[#kept + 1] = entry
            end
        end
        install.commit(txn, {plugins = kept, disabled = all.state.disabled}, opts)
        return report(rows, opts)
    end)
end

return remove
