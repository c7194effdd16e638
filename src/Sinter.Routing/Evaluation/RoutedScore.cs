namespace Sinter.Routing;

/// <summary>How a routed model did on labelled pictures of one task.</summary>
/// <param name="Task">The task.</param>
/// <param name="Count">Pictures.</param>
/// <param name="Accuracy">Share of right classes under the task's own head.</param>
/// <param name="UnknownTaskAccuracy">Share of right classes, task included, when nobody says which task it is.</param>
/// <param name="TaskAccuracy">Share of right tasks then.</param>
/// <param name="CollapseRatio">Largest predicted class over largest true class, see <see cref="CollapseAlarm"/>.</param>
/// <param name="Weights">Mean weights [G, K].</param>
/// <param name="Uncertainties">u of every picture.</param>
/// <param name="Right">Whether each picture's class was right under the task's own head.</param>
public sealed record RoutedScore(
    string Task, int Count, double Accuracy, double UnknownTaskAccuracy, double TaskAccuracy, double CollapseRatio, float[] Weights, double[] Uncertainties, bool[] Right);
