namespace Sinter.Merging;

/// <summary>Where a tensor stands among the layers.</summary>
/// <param name="Stack">The name before the number, with its dot.</param>
/// <param name="Layer">The number.</param>
/// <param name="Rest">The name after the number, with its dot.</param>
internal readonly record struct LayerPlace(string Stack, int Layer, string Rest)
{
    /// <summary>The name of the same tensor in another layer.</summary>
    public string NameIn(int layer) => $"{Stack}{layer}{Rest}";
}
