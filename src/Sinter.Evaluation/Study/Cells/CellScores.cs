using Sinter.Routing;

namespace Sinter.Evaluation;

/// <summary>What computing a cell gives: see <see cref="StudyCell"/>.</summary>
internal sealed record CellScores(IReadOnlyDictionary<string, IReadOnlyList<PictureScores>> Seen, IReadOnlyList<PictureScores> Unseen)
{
    public string Note { get; init; } = "";

    public IReadOnlyList<GridPoint>? Grid { get; init; }

    public float[]? Mixture { get; init; }

    public FitReport? Fit { get; init; }
}
