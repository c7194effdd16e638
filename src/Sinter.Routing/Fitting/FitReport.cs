namespace Sinter.Routing;

/// <summary>What a fit did, for tables and warnings.</summary>
/// <param name="Start">The router's start: part of every result.</param>
/// <param name="InformationAtStart">Mutual information of held-out images and predictions before stage 2, in nats; null without stage 2.</param>
/// <param name="Information">The same for the weights that were kept.</param>
/// <param name="Radius">Of the neighbourhoods; null without contrast.</param>
/// <param name="CompleteAnchors">Share of the images with positives and negatives.</param>
/// <param name="CollapseRatio">Largest of the tasks' <see cref="CollapseAlarm"/> ratios against the experts' own predictions.</param>
/// <param name="CollapsedTask">The task of that ratio.</param>
public sealed record FitReport(
    RouterStart Start, double? InformationAtStart, double? Information, double? Radius, double CompleteAnchors, double CollapseRatio, string CollapsedTask)
{
    /// <summary>Whether the routed model puts a task's images into far fewer classes than its expert does.</summary>
    public bool Collapsed => CollapseRatio > CollapseAlarm.Threshold;
}
