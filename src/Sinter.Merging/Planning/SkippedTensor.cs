namespace Sinter.Merging;

/// <summary>A tensor of the inputs that the output does not have.</summary>
/// <param name="Name">Its name in the output, had it been there.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record SkippedTensor(string Name, string Reason)
{
    /// <summary>The output tensor whose data it shares, if it is left out because every input ties it so.</summary>
    public string? TiedTo { get; init; }
}
