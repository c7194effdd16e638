namespace Sinter.Merging;

/// <summary>
/// The settings of a tensor: for each parameter the value of the nearest set that has one for it, in the order model (or source), slice, module, recipe,
/// default.
/// </summary>
internal sealed class SettingsResolver(MethodDeclaration declaration, RecipePosition position, RecipeProblems problems)
{
    private readonly HashSet<string> _lacking = [];

    /// <summary>Settings of a slot's tensor. A model's own values are looked up under its own name of the tensor, the others under the output's.</summary>
    public TensorSettings Resolve(TensorSlot slot)
    {
        var settings = Resolve(slot.Group, slot.Group.Sets, slot.Name, slot.Layer, slot.T, slot.InputNames);
        foreach (var parameter in declaration.Parameters)
            if (parameter is { Default: null, Optional: false }) RequireValue(parameter, settings, slot.Name);
        return settings;
    }

    /// <summary>Settings that belong to no tensor: filters by name match none.</summary>
    public TensorSettings ResolveTop(ModelGroup? group, IReadOnlyList<ParameterSet> sets, int models) =>
        group is null ? Shared(new TensorSettings(declaration.Parameters, models), sets, string.Empty, -1, 0) : Resolve(group, sets, string.Empty, -1, 0, null);

    private TensorSettings Resolve(ModelGroup group, IReadOnlyList<ParameterSet> sets, string name, int layer, double t, IReadOnlyList<string>? inputNames)
    {
        var settings = Shared(new TensorSettings(declaration.Parameters, group.Models.Count), sets, name, layer, t);
        for (var model = 0; model < group.Models.Count; model++)
        {
            foreach (var (parameter, value) in group.Models[model].Parameters)
                if (value.Evaluate(inputNames?[model] ?? name, layer, t) is { } own) settings.Set(parameter, model, own);
        }

        return settings;
    }

    private TensorSettings Shared(TensorSettings settings, IReadOnlyList<ParameterSet> sets, string name, int layer, double t)
    {
        foreach (var parameter in declaration.Parameters)
        {
            foreach (var set in sets)
            {
                if (set.Find(parameter.Name)?.Evaluate(name, layer, t) is not { } value) continue;
                settings.Set(parameter.Name, value);
                break;
            }
        }

        return settings;
    }

    private void RequireValue(ParameterDefinition parameter, TensorSettings settings, string tensor)
    {
        var values = settings.Values.First(pair => pair.Key == parameter.Name).Value;
        if (!values.Contains(null) || !_lacking.Add(parameter.Name)) return;
        var place = parameter.PerModel ? "under each model's parameters" : "under parameters";
        problems.Add(RecipeError.Missing, position,
            $"{declaration.Name} needs the parameter '{parameter.Name}' ({parameter.Description.TrimEnd('.')}), but tensor '{tensor}' has no value for it; give it {place}.");
    }
}
