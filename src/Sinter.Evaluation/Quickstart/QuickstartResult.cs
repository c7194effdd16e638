namespace Sinter.Evaluation;

/// <summary>What the quickstart found.</summary>
/// <param name="Table">Methods against clean, corrupted and unseen pictures.</param>
/// <param name="Tasks">The experts' tasks.</param>
/// <param name="Weights">Mean weight the router gives to each expert (columns), for the pictures of each task (rows).</param>
/// <param name="UnseenAuroc">Chance that a picture of an unseen task is more uncertain than one of a seen task.</param>
/// <param name="Collapsed">Whether the collapse alarm rang.</param>
/// <param name="Page">The page that was written.</param>
public sealed record QuickstartResult(MethodTable Table, IReadOnlyList<string> Tasks, IReadOnlyList<float[]> Weights, double UnseenAuroc, bool Collapsed, string Page);
