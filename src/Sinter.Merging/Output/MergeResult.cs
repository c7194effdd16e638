namespace Sinter.Merging;

/// <summary>What a merge made.</summary>
/// <param name="Output">The output folder's full path.</param>
/// <param name="Files">Names of the files in it, in ordinal order.</param>
/// <param name="Merged">Number of tensors merged.</param>
/// <param name="Copied">Number of tensors copied.</param>
/// <param name="Bytes">Bytes of weights written.</param>
/// <param name="ResumedFiles">Weights files that an earlier, interrupted run had completed.</param>
/// <param name="Notes">Things to tell the user, one line each.</param>
public sealed record MergeResult(
    string Output, IReadOnlyList<string> Files, int Merged, int Copied, long Bytes, int ResumedFiles, IReadOnlyList<string> Notes)
{
    /// <summary>Whole-model statistics the method and the transforms report, by their names.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, object>> Reports { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, object>>();
}
