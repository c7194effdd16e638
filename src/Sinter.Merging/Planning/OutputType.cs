using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>The element type of the output, from <c>out_dtype</c> and <c>dtype</c>.</summary>
internal sealed record OutputType
{
    private static readonly Dictionary<string, ElementType> Names = new()
    {
        ["float64"] = ElementType.F64,
        ["double"] = ElementType.F64,
        ["float32"] = ElementType.F32,
        ["float"] = ElementType.F32,
        ["float16"] = ElementType.F16,
        ["half"] = ElementType.F16,
        ["bfloat16"] = ElementType.BF16,
        ["float8_e4m3fn"] = ElementType.F8E4M3,
        ["float8_e5m2"] = ElementType.F8E5M2,
    };

    private OutputType(ElementType? type, string? torchName) => (Type, TorchName) = (type, torchName);

    /// <summary>The type of every merged tensor; null for each tensor's own.</summary>
    public ElementType? Type { get; }

    /// <summary>The type as torch and a model's configuration name it; null when it does not change.</summary>
    public string? TorchName { get; }

    /// <summary>Reads the recipe's words.</summary>
    public static OutputType Of(Recipe recipe, RecipeProblems problems) =>
        Read(recipe.OutType, "out_dtype", recipe, problems) ?? Read(recipe.DataType, "dtype", recipe, problems) ?? new OutputType(null, null);

    private static OutputType? Read(string? word, string key, Recipe recipe, RecipeProblems problems)
    {
        if (word is null or "auto") return null;
        var name = word.StartsWith("torch.", StringComparison.Ordinal) ? word["torch.".Length..] : word;
        if (Names.TryGetValue(name, out var type)) return new OutputType(type, Names.First(pair => pair.Value == type && pair.Key.Any(char.IsAsciiDigit)).Key);
        problems.Add(RecipeError.Invalid, recipe.Position with { Line = 0 }, $"{key} is '{word}'{Suggestion.For(name, Names.Keys.Append("auto"))}");
        return null;
    }
}
