namespace Sinter.Routing;

/// <summary>What a routed model says about an image.</summary>
/// <param name="Task">The expert whose class it is.</param>
/// <param name="Class">The class, within the expert's.</param>
/// <param name="Probability">Its probability.</param>
public readonly record struct Prediction(int Task, int Class, double Probability);
